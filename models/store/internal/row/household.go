package row

// PersonHousehold is a person's household by the population register.
type PersonHousehold struct {
	PersonID       string `gorm:"column:person_id;primaryKey"`
	HouseholdIndex string `gorm:"column:household_index"`
}

// TableName is the row's table.
func (PersonHousehold) TableName() string { return "person_household" }

// StaffHousehold is a household whose cases a clerk may not decide.
type StaffHousehold struct {
	StaffID        string `gorm:"column:staff_id;primaryKey"`
	HouseholdIndex string `gorm:"column:household_index;primaryKey"`
}

// TableName is the row's table.
func (StaffHousehold) TableName() string { return "staff_household" }

package casework

import (
	"strings"

	"onevisit/models"
	"onevisit/models/flow"
	"onevisit/models/pii"
	"onevisit/models/register"
)

// registerRow is one value of a register that clerks compare answers with.
type registerRow struct {
	field string // fact and field as definitions name them, "person.mobile"
	label models.Texts
	value func(flow.Facts) (string, bool) // false while the fact is unknown
	mask  func(string) string             // nil where it is not personal
}

// registerRows is what the desk shows of the registers, in this order.
func registerRows() []registerRow {
	person := func(pick func(register.Person) string) func(flow.Facts) (string, bool) {
		return factValue(register.FactPerson, pick)
	}
	permit := func(pick func(register.Permit) string) func(flow.Facts) (string, bool) {
		return factValue(register.FactPermit, pick)
	}
	passport := func(pick func(register.Passport) string) func(flow.Facts) (string, bool) {
		return factValue(register.FactPassport, pick)
	}
	taiwan := func(pick func(register.TaiwanPermit) string) func(flow.Facts) (string, bool) {
		return factValue(register.FactTaiwanPermit, pick)
	}
	return []registerRow{
		{"person.name", texts("姓名", "Name"), person(func(p register.Person) string { return p.Name }), pii.MaskName},
		{"person.id_number", texts("公民身份号码", "ID number"), person(func(p register.Person) string { return p.IDNumber }), pii.MaskID},
		{"person.birth_date", texts("出生日期", "Date of birth"), person(func(p register.Person) string { return p.BirthDate }), maskDate},
		{"person.hukou_place", texts("户口所在地", "Household registration"), person(func(p register.Person) string { return p.HukouPlace }), pii.MaskAddress},
		{"person.address", texts("现住址", "Address"), person(func(p register.Person) string { return p.Address }), pii.MaskAddress},
		{"person.mobile", texts("手机号", "Mobile"), person(func(p register.Person) string { return p.Mobile }), pii.MaskMobile},
		{"person.surname_pinyin", texts("姓（拼音）", "Surname (spelling)"), person(func(p register.Person) string { return p.SurnamePinyin }), pii.MaskName},
		{"person.given_pinyin", texts("名（拼音）", "Given name (spelling)"), person(func(p register.Person) string { return p.GivenPinyin }), pii.MaskName},
		{"passport.number", texts("护照号码", "Passport number"), passport(func(p register.Passport) string { return p.Number }), maskDocument},
		{"passport.valid_to", texts("护照有效期至", "Passport valid to"), passport(func(p register.Passport) string { return p.ValidTo }), nil},
		{"passport.surname_pinyin", texts("护照上的姓", "Surname in the passport"), passport(func(p register.Passport) string { return p.SurnamePinyin }), pii.MaskName},
		{"passport.given_pinyin", texts("护照上的名", "Given name in the passport"), passport(func(p register.Passport) string { return p.GivenPinyin }), pii.MaskName},
		{"permit.number", texts("往来港澳通行证号码", "HK-Macau permit number"), permit(func(p register.Permit) string { return p.Number }), maskDocument},
		{"permit.valid_to", texts("通行证有效期至", "Permit valid to"), permit(func(p register.Permit) string { return p.ValidTo }), nil},
		{"taiwan_permit.number", texts("往来台湾通行证号码", "Taiwan permit number"), taiwan(func(p register.TaiwanPermit) string { return p.Number }), maskDocument},
		{"taiwan_permit.valid_to", texts("台湾通行证有效期至", "Taiwan permit valid to"), taiwan(func(p register.TaiwanPermit) string { return p.ValidTo }), nil},
		{
			"company_filing.company", texts("备案单位", "Filed company"),
			factValue(register.FactCompanyFiling, func(f register.CompanyFiling) string { return f.Company }), nil,
		},
		{
			"driver.status", texts("驾驶证状态", "Licence status"),
			factValue(register.FactDriver, func(d register.Driver) string { return d.Status }), nil,
		},
		{
			"driver.archive_number", texts("驾驶证档案编号", "Licence file number"),
			factValue(register.FactDriver, func(d register.Driver) string { return d.ArchiveNumber }), maskDocument,
		},
		{
			"vehicles.plates", texts("名下及备案车辆", "Vehicles owned or filed"),
			factValue(register.FactVehicles, plates), maskPlates,
		},
	}
}

func texts(zh, en string) models.Texts { return models.Texts{"zh-CN": zh, "en": en} }

func factValue[T any](name string, pick func(T) string) func(flow.Facts) (string, bool) {
	return func(facts flow.Facts) (string, bool) {
		fact, known := facts[name].(T)
		if !known {
			return "", false
		}
		return pick(fact), true
	}
}

func plates(v register.Vehicles) string {
	all := make([]string, len(v.Items))
	for i, item := range v.Items {
		all[i] = item.Plate
	}
	return strings.Join(all, " ")
}

func maskPlates(all string) string {
	words := strings.Fields(all)
	for i, plate := range words {
		words[i] = pii.MaskPlate(plate)
	}
	return strings.Join(words, " ")
}

// maskDocument keeps the letter and the last two characters of a number.
func maskDocument(number string) string {
	if len(number) < 4 {
		return strings.Repeat("*", len(number))
	}
	return number[:1] + strings.Repeat("*", len(number)-3) + number[len(number)-2:]
}

// maskDate keeps the year.
func maskDate(date string) string {
	if len(date) < 4 {
		return strings.Repeat("*", len(date))
	}
	return date[:4] + "-**-**"
}

// maskOf is the mask of an answer by its field's kind, nil where the answer is
// not personal.
func maskOf(kind string) func(string) string {
	switch kind {
	case "name", "spelling", "text":
		return pii.MaskName
	case "mobile":
		return pii.MaskMobile
	case "digits":
		return pii.MaskID
	case "plate":
		return pii.MaskPlate
	case "address":
		return pii.MaskAddress
	}
	return nil
}

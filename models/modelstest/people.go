package modelstest

import "onevisit/models/register"

// The synthetic persons of these tests. Area code 4499 is assigned to no place.
const (
	Driver = "449901198805050019"
	Permit = "C99000001"
)

// Citizen gives every fact of an adult of Shenzhen who may do everything: a
// driver with two open records, a permit card with a year to go, a passport that
// ends soon.
func Citizen(idNumber string) map[string]any {
	return map[string]any{
		register.FactPerson: register.Person{
			IDNumber: idNumber, Name: "陈大海", Sex: "male", BirthDate: "1988-05-05", HukouCity: "440300", HukouPlace: "广东省深圳市",
			Address: "广东省深圳市南山区测试路1号", Mobile: "13800000001", SurnamePinyin: "CHEN", GivenPinyin: "DAHAI",
			SurnameReadings: []string{"CHEN"}, GivenReadings: []string{"DAHAI"}, EthnicGroup: "01", IDCardValidTo: "2036-01-01",
		},
		register.FactExitEntry: register.ExitEntry{FingerprintsOnFile: true, FaceOnFile: true},
		register.FactPermit: register.Permit{
			Exists: true, Number: Permit, Form: "card", Status: "valid", IssuedOn: "2020-01-01", ValidTo: "2030-01-01",
			WritesLeft: 200, NameMatches: true,
		},
		register.FactPassport: register.Passport{
			Exists: true, Number: "E99000001", Status: "valid", IssuedOn: "2017-01-15", ValidTo: "2027-01-15", IssuedAt: "深圳",
			PagesLeft: 10, SurnamePinyin: "CHEN", GivenPinyin: "DAHAI", NameMatches: true,
		},
		register.FactCompanyFiling: register.CompanyFiling{},
		register.FactTaiwanPermit:  register.TaiwanPermit{},
		register.FactPending:       register.Pending{},
		register.FactReady:         register.Ready{},
		register.FactResidence:     register.Residence{},
		register.FactIDCard: register.IDCard{
			Exists: true, Status: "valid", IssuedOn: "2016-01-01", ValidTo: "2036-01-01", FingerprintsOnFile: true, NameMatches: true, PhotoOn: "2024-05-06",
		},
		register.FactHousehold: register.Household{Exists: true, Kind: "family", BookOn: "2019-03-04"},
		register.FactStay:      register.Stay{},
		register.FactConduct:   register.Conduct{Plain: true},
		register.FactDriver: register.Driver{
			Exists: true, LicenceNumber: idNumber, ArchiveNumber: "449901000099", Classes: []string{"C1"}, Status: "A",
			CycleFrom: "2026-03-01", CycleTo: "2027-02-28", ValidTo: "2032-03-01", IssuingOffice: "测试车管所",
		},
		register.FactVehicles: register.Vehicles{Items: []register.Vehicle{{
			Plate: "粤B12345", PlateType: "02", Kind: "小型汽车", Status: "A", Use: "A", Owned: true,
			LicenceClasses: []string{"A1", "A2", "A3", "B1", "B2", "C1"}, DriversTaken: 1,
		}}},
		register.FactViolations: register.Violations{Records: []register.Violation{
			Record("4403997900000001", 20000, 0, "e1.jpg", "e2.jpg"),
			Record("4403997900000002", 20000, 6, "f1.jpg"),
			Record("4403997900000003", 0, 0, "w1.jpg"),
		}},
	}
}

// Record is an open camera record of the citizen's own car.
func Record(key string, fineFen int64, points int, evidence ...string) register.Violation {
	return register.Violation{
		Key: key, Plate: "粤B12345", PlateType: "02", At: "2026-10-02 09:15", Date: "2026-10-02", Place: "测试路", Code: "1039",
		Act: "违反规定停放车辆", Points: points, FineFen: fineFen, Office: "440399", OfficeName: "测试交警大队", Local: true, State: "open",
		Procedure: "simple", Provision: "道路交通安全法第五十六条", Basis: "道路交通安全法第九十三条", Evidence: evidence,
	}
}

package papers_test

import (
	"os"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/paper"
	"onevisit/models/papers"
)

// font is what the screens' build made; without it nothing can be set.
func font(t *testing.T) *paper.Font {
	t.Helper()
	read := func(name string) []byte {
		file, err := os.ReadFile("../../kiosk-ui/dist/paper/" + name)
		if err != nil {
			t.Skip("the fonts of papers are not built: npm run build in kiosk-ui")
		}
		return file
	}
	f, err := paper.ParseFont(read("font.ttf"))
	if err != nil {
		t.Fatal(err)
	}
	f, err = f.WithRare(read("rare.otf"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func both(zh, en string) models.Texts { return models.Texts{"zh-CN": zh, "en": en} }

func key() papers.Key { return papers.NewKey(papers.SeedOf("test")) }

// rare is a name with characters of extensions A, B and E.
const rare = "䶮𬎆㛃·𠅤𬀩"

// sample has everything any paper says. All of it is made up.
func sample(language string) papers.Facts {
	at := time.Date(2026, 11, 24, 2, 15, 0, 0, time.UTC)
	office := papers.Office{
		Name:    both("测试市公安局交通警察支队", "Traffic Police of Test City"),
		Review:  both("测试市人民政府", "the People's Government of Test City"),
		Court:   both("测试市测试区人民法院", "the People's Court of Test District"),
		Payee:   both("测试市财政局非税收入专户", "Non-tax revenue account of Test City"),
		Bank:    both("测试银行测试市分行", "Test Bank, Test City branch"),
		Account: "000000000000000001",
	}
	return papers.Facts{
		Language: language, Hall: both("测试市民中心公安服务厅", "Police Service Hall, Test Civic Centre"), Machine: "K-01", Printed: at, Copy: 1,
		Number: "261124-7Q4XKB", Service: both("处理电子监控违法", "Settle camera-recorded traffic offences"),
		State: both("已提交，工作人员正在审核。", "Submitted. A clerk is checking it."),
		Holder: papers.Holder{
			Name: rare, Masked: "䶮*𬀩", Sex: "female", Birth: "1988-05-05", IDNumber: "449901198805050019", MaskedID: "4499**********0019",
			Mobile: "13900000001", Address: "测试省测试市测试区测试路 1 号 2 栋 301",
		},
		Accepted: at, Promised: "2026-12-03", Total: 40000, Paid: 40000,
		SlipCode: "OV1-01JDETESTTESTTESTTESTTEST1-9F86D081884C7D659A2F",
		Taken:    []models.Texts{both("居民身份证（已核验）", "Identity card (checked)"), both("证件照片一张", "One photograph")},
		Delivery: []models.Texts{both("制作普通护照，来这里领取。制好后发短信。", "The passport is made and collected here. You are texted when it is ready.")},
		Order: papers.Order{
			Number: "OV01JDETESTTESTTESTTESTTEST1", Provider: "4200002026112400001", Total: 40000, PaidAt: at, For: []string{"4403991900000015", "4403991900000023"},
			Lines: []papers.Line{
				{Text: both("罚款：违反规定停放车辆（2026-10-02 09:15）", "Fine: illegal parking (2026-10-02 09:15)"), Amount: 20000},
				{Text: both("罚款：驾驶机动车违反道路交通信号灯通行（2026-09-20 18:40）", "Fine: passing a red light (2026-09-20 18:40)"), Amount: 20000},
			},
			Payee: office,
		},
		Decided: papers.Ruling{
			Number: "4403991900000015", Office: office, Machine: "K-01 · 449900-001",
			Evidence: papers.Record{Number: "4499997900000001", Source: "测试市公安局交通警察支队", Pictures: 2, Shown: true}, Licence: papers.Licence{Archive: "449901000099", Classes: "C1", Office: "测试市公安局车辆管理所"},
			Plate: "粤B12345", PlateType: "02", Vehicle: "小型轿车", At: "2026-09-20 18:40", Place: "测试大道与测试路交叉口", Code: "1625",
			Act: "驾驶机动车违反道路交通信号灯通行", Provision: "《中华人民共和国道路交通安全法》第二十六条", Basis: "《中华人民共和国道路交通安全法》第九十条",
			Fine: 20000, Points: 6, Day: "2026-11-24", Served: papers.Service{At: at, OnSpot: true}, PayBy: "2026-12-09",
		},
		Reasons: []papers.Reason{{
			Text:  both("驾驶证的状态要先到窗口核对。", "The state of your driving licence has to be looked at by a window first."),
			Bring: []models.Texts{both("身份证", "Identity card"), both("驾驶证", "Driving licence"), both("行驶证", "Vehicle licence")},
			Where: both("交警违法处理窗口，工作日 9:00–17:00", "Traffic offence window, working days 9:00–17:00"),
		}},
		Collect: papers.Pickup{What: []models.Texts{both("普通护照", "Passport")}, Where: both("测试市民中心领证窗口", "Collection window, Test Civic Centre"), Until: "2027-02-23", Ready: true},
		Proves: papers.Evidence{
			Title: both("亲属关系证明", "Proof of a relation"), Number: "261124-7Q4XKB-1",
			Lines: []papers.Field{
				{Label: both("户籍地", "Registered at"), Value: both("测试省测试市测试派出所", "测试省测试市测试派出所")},
				{Label: both("关系人", "Relative"), Value: both("吕𠮷明", "吕𠮷明")},
				{Label: both("与本人关系", "Relation"), Value: both("子", "Son")},
				{Label: both("用途", "Purpose"), Value: both("办理公证", "For a notary")},
			},
			Text: both("兹证明：根据户口登记，以上情况属实。", "This certifies that the register shows the above."), Law: []string{"户口登记条例第四条"},
		},
		Documents: []string{"4403991900000015"},
	}
}

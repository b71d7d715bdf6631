package figures

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
)

func unknown() models.Texts { return words("未知", "Unknown") }

// bucketWords are the parts of figures that are no codes of somebody else.
func bucketWords() map[string]models.Texts {
	return map[string]models.Texts{
		"completed": words("办结", "Completed"), "rejected": words("不予批准", "Rejected"),
		"abandoned": words("放弃", "Abandoned"), "withdrawn": words("撤回", "Withdrawn"),
		"yes": words("首次即成", "At first go"), "no": words("非首次即成", "Not at first go"),
		"kept": words("如期", "In time"), "late": words("逾期", "Late"),
		"paid": words("已支付", "Paid"), "asked": words("看到评价页", "Asked"),
		"broken:" + PayExpired:     words("二维码过期未付", "The code ran out unpaid"),
		"broken:" + PayDropped:     words("不再需要缴费", "Nothing was due any more"),
		"broken:" + PayUnavailable: words("支付平台未受理", "The provider did not take the order"),
		"broken:" + PayReturned:    words("款项退回", "The money went back"),
		"open":                     words("开放", "Open"), "up": words("可用", "Up"), "day": words("台日", "Device's day"),
		NumeratorBucket: words("计入分子", "In the numerator"),
	}
}

func ratingWords() map[string]models.Texts {
	return map[string]models.Texts{
		"5": words("非常满意", "Very satisfied"), "4": words("满意", "Satisfied"), "3": words("基本满意", "Fairly satisfied"),
		"2": words("不满意", "Dissatisfied"), "1": words("非常不满意", "Very dissatisfied"),
	}
}

// BucketText says a part of a figure in words, in every language.
func (f Figure) BucketText(d completion.Definition, k Known, bucket string) models.Texts {
	switch f.Code {
	case "visits":
		return visitWords(bucket)
	case "experienced", "honest":
		return endWords(bucket)
	case "causes":
		if c, ok := d.Cause(bucket); ok {
			return c.Text
		}
	case "complete-notice", "re-notice":
		return map[string]models.Texts{"1": words("一次告知", "Asked once"), "2": words("再次告知", "Asked again")}[bucket]
	case "volume":
		return k.GroupText(string(ByService), bucket)
	case "path":
		service, step, _ := strings.Cut(bucket, "/")
		return k.stepText(service, step)
	case "hours":
		return hourWords(bucket)
	case "ratings", "rating-response":
		if text, ok := ratingWords()[bucket]; ok {
			return text
		}
	case "hand-overs":
		return k.reasonText(bucket)
	}
	if f.Form == Times {
		return timeWords(bucket)
	}
	if text, ok := bucketWords()[bucket]; ok {
		return text
	}
	return words(bucket, bucket)
}

func visitWords(bucket string) models.Texts {
	switch bucket {
	case "4":
		return words("4次及以上", "4 and more visits")
	case "1":
		return words("1次", "1 visit")
	}
	return words(bucket+"次", bucket+" visits")
}

func endWords(bucket string) models.Texts {
	state, visits, ok := strings.Cut(bucket, ":")
	text, known := bucketWords()[cmp.Or(state, bucket)]
	if !ok || !known {
		return cmpTexts(text, bucket)
	}
	v := visitWords(visits)
	return words(text["zh-CN"]+"，到场"+v["zh-CN"], text["en"]+", "+v["en"])
}

func cmpTexts(t models.Texts, code string) models.Texts {
	if len(t) > 0 {
		return t
	}
	return words(code, code)
}

func hourWords(bucket string) models.Texts {
	day, hour, _ := strings.Cut(bucket, "-")
	days := map[string]models.Texts{
		"1": words("周一", "Monday"), "2": words("周二", "Tuesday"), "3": words("周三", "Wednesday"), "4": words("周四", "Thursday"),
		"5": words("周五", "Friday"), "6": words("周六", "Saturday"), "7": words("周日", "Sunday"),
	}
	d := cmpTexts(days[day], day)
	return words(d["zh-CN"]+" "+hour+"时", d["en"]+" "+hour+":00")
}

func timeWords(class string) models.Texts {
	end, ok := TimeOf(class)
	if !ok {
		return words(class, class)
	}
	return words("不超过"+spellZh(end), "up to "+spellEn(end))
}

func spellZh(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d秒", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%.1f分钟", d.Minutes())
	case d < 48*time.Hour:
		return fmt.Sprintf("%.1f小时", d.Hours())
	}
	return fmt.Sprintf("%.1f天", d.Hours()/24)
}

func spellEn(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%.1f min", d.Minutes())
	case d < 48*time.Hour:
		return fmt.Sprintf("%.1f h", d.Hours())
	}
	return fmt.Sprintf("%.1f days", d.Hours()/24)
}

// reasonText is a reason's words where a definition or the desk has some, else
// its code, which is what rules are called by.
func (k Known) reasonText(code string) models.Texts {
	if n, ok := find(k.Reasons, code); ok {
		return n.Text
	}
	if code == "other" {
		return words("其他", "Other")
	}
	return words(code, code)
}

func (k Known) stepText(service, step string) models.Texts {
	var title models.Texts
	if step == "check" {
		title = words("核对并提交", "Check and hand in")
	}
	if n, ok := find(k.steps(service), step); ok {
		title = n.Text
	}
	title = cmpTexts(title, step)
	s := k.GroupText(string(ByService), service)
	return words(s["zh-CN"]+" · "+title["zh-CN"], s["en"]+" · "+title["en"])
}

// GroupText says a group of a division in words.
func (k Known) GroupText(by, group string) models.Texts {
	for _, d := range k.dimensions() {
		if d.Name != by {
			continue
		}
		for _, v := range d.Values {
			if v.Code == group {
				return v.Text
			}
		}
	}
	switch {
	case group != "":
		return words(group, group)
	case by == string(BySite) || by == Region:
		return words("未到场", "No visit")
	case by == string(ByService) || by == Category:
		return words("不属于单个事项", "No single service")
	}
	return unknown()
}

// DimensionValues is what a filter can be set to.
type DimensionValues struct {
	Name   string
	Title  models.Texts
	Values []Name
}

// dimensions lists the filters with their values.
func (k Known) dimensions() []DimensionValues {
	value := func(code, zh, en string) Name { return Name{Code: code, Text: words(zh, en)} }
	ages := []Name{}
	for _, band := range []string{"0-15", "16-29", "30-44", "45-59", "60-69"} {
		ages = append(ages, value(band, band+"岁", band))
	}
	return []DimensionValues{
		{string(ByService), words("事项", "Service"), k.Services},
		{Category, words("类别", "Category"), groupsOf(k.Services)},
		{string(BySite), words("大厅", "Hall"), k.Sites},
		{Region, words("地区", "Region"), groupsOf(k.Sites)},
		{string(ByChannel), words("渠道", "Channel"), []Name{
			value(Kiosk, "自助机", "Kiosk"), value(Phone, "手机", "Phone"), value(Window, "窗口", "Window"),
		}},
		{string(ByDevice), words("自助机", "Kiosk"), k.Devices},
		{string(ByLanguage), words("语言", "Language"), []Name{
			value("zh-CN", "普通话", "Mandarin"), value("en", "英语", "English"),
		}},
		{string(ByAid), words("大字或协助", "Large type or assistance"), []Name{
			value("none", "未使用", "Not used"), value("aided", "使用", "Used"),
		}},
		{string(ByAge), words("年龄段", "Age band"), append(ages, value("70+", "70岁及以上", "70 and over"), value(UnknownAge, "未知", "Unknown"))},
	}
}

// groupsOf lists what the names are grouped under, each once.
func groupsOf(names []Name) []Name {
	var groups []Name
	for _, n := range names {
		if _, known := find(groups, n.Group); !known && n.Group != "" {
			groups = append(groups, Name{Code: n.Group, Text: cmpTexts(n.Of, n.Group)})
		}
	}
	return groups
}

// Catalogue lists the figures, the rates with the definition's target.
func (r *Reports) Catalogue(k Known) ([]Figure, []DimensionValues, error) {
	d, err := r.Definitions.Current(models.DateOf(r.Clock.Now()))
	if err != nil {
		return nil, nil, err
	}
	list := Figures()
	for i := range list {
		if list[i].Code == "experienced" || list[i].Code == "honest" {
			list[i].Target = d.TargetPercent
		}
	}
	return list, k.dimensions(), nil
}

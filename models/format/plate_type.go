package format

import (
	"slices"
	"strings"

	"onevisit/models"
)

// PlateType is a two-digit plate type (号牌种类). A plate names a vehicle only
// together with it: a large and a small car may have the same number.
type PlateType struct {
	Code   string
	Name   models.Texts
	Colour string   // of the plate: blue, yellow, green, yellow-green, white, black; "" = none of these
	Kinds  []string // forms its plates have; none: the form is not known here
}

// PlateTypes lists the types. 01 to 19, 51 and 52 are well known; the others are
// from weaker sources and decide nothing here.
func PlateTypes() []PlateType {
	t := func(code, zh, en, colour string, kinds ...string) PlateType {
		return PlateType{Code: code, Name: models.Texts{"zh-CN": zh, "en": en}, Colour: colour, Kinds: kinds}
	}
	return []PlateType{
		t("01", "大型汽车", "Large car", "yellow", PlateOrdinary),
		t("02", "小型汽车", "Small car", "blue", PlateOrdinary),
		t("03", "使馆汽车", "Embassy car", "black", PlateEmbassy),
		t("04", "领馆汽车", "Consulate car", "black", PlateConsulate),
		t("05", "境外汽车", "Car from abroad", "black", PlateOrdinary, PlateHKMacau),
		t("06", "外籍汽车", "Foreigner's car", "black", PlateOrdinary),
		t("07", "普通摩托车", "Motorcycle", "yellow", PlateOrdinary),
		t("08", "轻便摩托车", "Light motorcycle", "blue", PlateOrdinary),
		t("09", "使馆摩托车", "Embassy motorcycle", "black", PlateEmbassy),
		t("10", "领馆摩托车", "Consulate motorcycle", "black", PlateConsulate),
		t("11", "境外摩托车", "Motorcycle from abroad", "black", PlateOrdinary, PlateHKMacau),
		t("12", "外籍摩托车", "Foreigner's motorcycle", "black", PlateOrdinary),
		t("13", "低速车", "Low-speed vehicle", "yellow", PlateOrdinary),
		t("14", "拖拉机", "Tractor", ""),
		t("15", "挂车", "Trailer", "yellow", PlateTrailer),
		t("16", "教练汽车", "Learner car", "yellow", PlateLearner),
		t("17", "教练摩托车", "Learner motorcycle", "yellow", PlateLearner),
		t("18", "试验汽车", "Test car", "", PlateTest),
		t("19", "试验摩托车", "Test motorcycle", "", PlateTest),
		t("20", "临时入境汽车", "Car on a temporary visit", "", PlateTemporary),
		t("21", "临时入境摩托车", "Motorcycle on a temporary visit", "", PlateTemporary),
		t("22", "临时行驶车", "Temporary plate", "", PlateTemporary),
		t("23", "警用汽车", "Police car", "white", PlatePolice),
		t("24", "警用摩托车", "Police motorcycle", "white", PlatePolice),
		t("25", "原农机号牌", "Former farm plate", ""),
		t("26", "香港入出境车", "Hong Kong car", "black", PlateHKMacau),
		t("27", "澳门入出境车", "Macau car", "black", PlateHKMacau),
		t("31", "武警号牌", "Armed police", "white"),
		t("32", "军队号牌", "Military", "white"),
		t("41", "无号牌", "No plate", ""),
		t("42", "假号牌", "Forged plate", ""),
		t("43", "挪用号牌", "Misused plate", ""),
		t("51", "大型新能源汽车", "Large new-energy car", "yellow-green", PlateLargeNEV),
		t("52", "小型新能源汽车", "Small new-energy car", "green", PlateSmallNEV),
		t("99", "其他号牌", "Other", "", PlateRescue),
	}
}

// TypesOf lists the plate types a normalised plate can be of. From a motorcycle's
// and a car's plate alone nobody can tell which it is: the person chooses.
func TypesOf(plate string) []PlateType {
	var out []PlateType
	for _, t := range PlateTypes() {
		if len(t.Kinds) > 0 && PlateFits(plate, t.Code) {
			out = append(out, t)
		}
	}
	return out
}

// PlateFits tells whether a plate's form goes with a plate type. Where the form
// of a type's plates is not known, any plate does.
func PlateFits(plate, plateType string) bool {
	kind := PlateKind(plate)
	for _, t := range PlateTypes() {
		if t.Code != plateType {
			continue
		}
		switch {
		case len(t.Kinds) == 0:
			return true
		case t.Code == "26":
			return kind == PlateHKMacau && strings.HasSuffix(plate, "港")
		case t.Code == "27":
			return kind == PlateHKMacau && strings.HasSuffix(plate, "澳")
		}
		return slices.Contains(t.Kinds, kind)
	}
	return false
}

// plateFault says what keeps a text from being a plate.
func plateFault(s string) string {
	if IsPlate(s) {
		if UnusualPlate(s) {
			return "plate.unusual"
		}
		return ""
	}
	runes := []rune(s)
	if len(runes) == 0 {
		return "plate.empty"
	}
	last := runes[len(runes)-1]
	suffixed := strings.ContainsRune("警学挂港澳使领急试临", last)
	switch {
	case suffixed && (last == '使' || strings.ContainsRune(provinceNames, runes[0])):
		return "plate.place"
	case !strings.ContainsRune(provinceNames, runes[0]):
		return "plate.province"
	case len(runes) > 1 && (runes[1] < 'A' || runes[1] > 'Z'):
		return "plate.letter"
	case han(last) && len(runes) > 1:
		return "plate.suffix"
	case strings.ContainsAny(s, "IO"):
		return "plate.letter-io"
	case len(runes) < 7:
		return "plate.short"
	case len(runes) > 8:
		return "plate.long"
	case len(runes) == 8:
		return "plate.energy"
	}
	return "plate.form"
}

"""Niên giám thống kê 2015: what the General Statistics Office itself printed for the whole country.

Copied from the rows ``VN`` of its provincial tables as downloaded on 6 August 2019, not
worked out: indicator, disaggregation, the printed figure, and for how many provinces the
same table has a figure. Education stands on the school year 2015–2016.
"""

EVERYWHERE = 63

# 48 pairs: the printed figure is exactly the sum of the printed provinces.
ADDS_UP = [
    ("TCTK.GD.TRUONG", "", "28951", 63),
    ("TCTK.GD.TRUONG", "grade=primary", "15254", 63),
    ("TCTK.GD.TRUONG", "grade=lower_secondary", "10312", 63),
    ("TCTK.GD.TRUONG", "grade=upper_secondary", "2399", 63),
    ("TCTK.GD.TRUONG", "grade=primary_lower", "597", 51),
    ("TCTK.GD.TRUONG", "grade=lower_upper", "389", 56),
    ("TCTK.GD.LOP", "", "501033", 63),
    ("TCTK.GD.LOP", "grade=primary", "283490", 63),
    ("TCTK.GD.LOP", "grade=lower_secondary", "153438", 63),
    ("TCTK.GD.LOP", "grade=upper_secondary", "64105", 63),
    ("TCTK.GD.HOCSINH", "", "15353785", 63),
    ("TCTK.GD.HOCSINH", "grade=primary", "7790009", 63),
    ("TCTK.GD.HOCSINH", "grade=lower_secondary", "5138646", 63),
    ("TCTK.GD.HOCSINH", "grade=upper_secondary", "2425130", 63),
    ("TCTK.GD.HOCSINH", "sex=F", "7540074", 63),
    ("TCTK.GD.HOCSINH", "grade=primary|sex=F", "3735231", 63),
    ("TCTK.GD.HOCSINH", "grade=lower_secondary|sex=F", "2506551", 63),
    ("TCTK.GD.HOCSINH", "grade=upper_secondary|sex=F", "1298292", 63),
    ("TCTK.GD.GIAOVIEN", "", "861269", 63),
    ("TCTK.GD.GIAOVIEN", "grade=primary", "396843", 63),
    ("TCTK.GD.GIAOVIEN", "grade=lower_secondary", "313526", 63),
    ("TCTK.GD.GIAOVIEN", "grade=upper_secondary", "150900", 63),
    ("TCTK.GD.GIAOVIEN", "sex=F", "618844", 63),
    ("TCTK.GD.GIAOVIEN", "grade=primary|sex=F", "308883", 63),
    ("TCTK.GD.GIAOVIEN", "grade=lower_secondary|sex=F", "214427", 63),
    ("TCTK.GD.GIAOVIEN", "grade=upper_secondary|sex=F", "95534", 63),
    ("TCTK.GD.MN.TRUONG", "", "14513", 63),
    ("TCTK.GD.MN.LOP", "", "147249", 63),
    ("TCTK.GD.MN.GIAOVIEN", "", "231931", 63),
    ("TCTK.GD.MN.TRE", "", "3978521", 63),
    ("TCTK.GD.DH.SINHVIEN", "", "2118500", 62),
    ("TCTK.GD.DH.SINHVIEN", "ownership=public", "1847062", 62),
    ("TCTK.GD.DH.GIANGVIEN", "", "93507", 62),
    ("TCTK.GD.DH.GIANGVIEN", "ownership=public", "76061", 62),
    ("TCTK.DS.DIENTICH", "", "330966.9", 63),
    ("TCTK.DS.DANSO", "", "91709.8", 63),
    ("TCTK.DS.DANSO", "sex=M", "45224", 63),
    ("TCTK.DS.DANSO", "sex=F", "46485.8", 63),
    ("TCTK.DS.DANSO", "residence=urban", "31067.5", 63),
    ("TCTK.DS.DANSO", "residence=rural", "60642.3", 63),
    ("TCTK.DS.LYHON", "", "24101", 63),
    ("TCTK.DS.LYHON", "level=province", "1440", 63),
    ("TCTK.DS.LYHON", "level=district", "22661", 63),
    ("TCTK.LD.LUCLUONG", "", "53984.2", 63),
    ("TCTK.TM.BANLE", "", "3223202.6", 63),
    ("TCTK.TM.LUHANH", "", "30444.1", 60),
    ("TCTK.TM.TRUNGTAM", "", "162", 41),
    ("TCTK.TM.SIEUTHI", "", "812", 62),
]

# 8 pairs: printed "by some provinces" only; the country's figure holds others as well.
PRINTED_FOR_SOME = [
    ("TCTK.GD.HOCSINH", "ethnicity=minority", "2487832", 51),
    ("TCTK.GD.HOCSINH", "ethnicity=minority|grade=primary", "1354009", 51),
    ("TCTK.GD.HOCSINH", "ethnicity=minority|grade=lower_secondary", "834429", 51),
    ("TCTK.GD.HOCSINH", "ethnicity=minority|grade=upper_secondary", "299394", 51),
    ("TCTK.GD.GIAOVIEN", "ethnicity=minority", "84248", 42),
    ("TCTK.GD.GIAOVIEN", "ethnicity=minority|grade=primary", "50634", 42),
    ("TCTK.GD.GIAOVIEN", "ethnicity=minority|grade=lower_secondary", "24978", 42),
    ("TCTK.GD.GIAOVIEN", "ethnicity=minority|grade=upper_secondary", "8636", 42),
]

# 1 pair: the second table of the average population; its provinces add up to 91,713.2.
POPULATION_PRINTED_AGAIN, SUM_OF_ITS_PROVINCES = "91713.3", "91713.2"

# 15 pairs are rates and indices: the country has a figure, but never the sum of the provinces'.
RATES = [
    ("TCTK.GD.TOTNGHIEP", "94.85"),
    ("TCTK.DS.SINH", "16.2"),
    ("TCTK.DS.CHET", "6.8"),
    ("TCTK.DS.TANGTUNHIEN", "9.4"),
    ("TCTK.DS.NHAPCU", "5.5"),
    ("TCTK.DS.XUATCU", "5.5"),
    ("TCTK.DS.IMR", "14.7"),
    ("TCTK.DS.U5MR", "22.1"),
    ("TCTK.DS.TANG", "1.08"),
    ("TCTK.DS.TFR", "2.1"),
    ("TCTK.DS.TUOIKETHON", "24.9"),
    ("TCTK.DS.BIETCHU", "94.9"),
    ("TCTK.LD.TYLECOVIEC", "57.6"),
    ("TCTK.LD.DAOTAO", "19.9"),
    ("TCTK.CN.IIP", "109.8"),
]

# 2 more are quotients of what adds up; as sums they would be nonsense too.
RATIOS = [
    ("TCTK.DS.MATDO", "277"),
    ("TCTK.DS.TYSOGIOITINH", "97.3"),
]

# 2 pairs without a row for the country.
NOT_PRINTED = ["TCTK.DS.DICUTHUAN", "TCTK.GIA.SCOLI"]

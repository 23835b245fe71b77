import Tables

/// Why a title that is known has no place in our tables, or a value was not read.
enum SurveyReason {
    static let contact = Label("联系人和填报信息，不参与核算", "who filled it in: no part of a calculation")
    static let address = Label("地址和坐标，表中只需县区代码", "address and coordinates: the tables need the county alone")
    static let stack = Label(
        "排放口的直径、流速、温度和编号，核算不用", "diameter, velocity, temperature and number of the stack: not used")
    static let months = Label("各月数值，只读全年", "monthly amounts: the year's is read")
    static let quality = Label("煤的挥发分、来源和运输，没有对应的列", "volatile matter, origin and transport of the fuel: no column")
    static let otherPollutants = Label(
        "二氧化硫和颗粒物治理的细节，没有对应的列", "details of sulphur and dust control: no column for them")
    static let statistics = Label("统计和许可信息，不是活动水平", "statistics and permits: no activity of a source")
    static let reported = Label("已有的排放量是结果，不作为活动水平", "an emission already reported is a result, no activity")
    static let firmTotal = Label("全厂合计，与各设备的表重复", "sum of the firm, which its equipment's sheets hold too")
    static let materials = Label("原料与物料，没有对应的列", "feed and reagents: no column for them")
    static let size = Label("规格型号和尺寸，没有对应的列", "make, model and size: no column for them")
    static let energyMade = Label("发电量和供热量不是燃料消耗量", "power and heat made are no fuel use")
    static let deviceDate = Label("治理设施的时间或风量，不是排放源的", "date, hours or air flow of the device, not of the source")
    static let sharedUptime = Label("未说明是哪一设施的投运率", "whose uptime it is the sheet does not say")
    static let turnovers = Label("周转次数没有体积不能换算为周转量", "turnovers are no throughput without the volume turned over")
    static let tankSize = Label("罐的高度和直径，损失系数按罐型和油品取", "height and diameter: losses go by type and liquid")
    static let operation = Label("操作方式和车间，没有对应的列", "way of operation and workshop: no column for them")
    static let unspecifiedPoints = Label("密封点未分类型，不能套用系数", "points without their type take no factor")
    static let fumeRemoval = Label("油烟去除率不是VOCs去除率", "removal of cooking fume is not that of VOCs")
    static let diningArea = Label("营业面积和烟气速率，没有对应的列", "floor area and fume flow: no column for them")
    static let shopHours = Label("年总经营时间，表中要日小时数和天数", "hours a year: the table asks for hours a day and days")
    static let cateringFuel = Label("餐饮燃料未分灶与炉，请另填", "fuel of kitchens: fill it in by hand where wanted")
    static let wasteSolvent = Label("废溶剂量不是其中VOCs的量", "waste solvent is not the VOCs in it")
    static let solventGroup = Label("大类，以所列各物料为准", "a group word: the materials beside it count")
    static let mileageHere = Label("该源类按燃料或功率核算，不用里程", "this kind goes by fuel or power, not by distance")
    static let transportWork = Label("周转量（人公里、吨公里）不是燃料", "transport work is no fuel")
    static let manifestValue = Label(
        "属于清单的信息，请填入 inventory.yaml", "belongs to the inventory: state it in inventory.yaml")
    static let otherUnitFuel = Label("另一台设备的燃料，请另列一行", "fuel of another unit: give it a row of its own")
    static let kilnCount = Label("炉窑台数，没有对应的列：产量和燃料按合计", "how many kilns: no column, output and fuel are of all")
    static let strawUses = Label("秸秆的其他去向，核算只用焚烧比例", "other uses of the straw: the burned share alone counts")
    static let noFuelUse = Label("没有燃料消耗量，不足以核算：请补充燃料量", "no fuel use, which a computation needs: add it")
    static let amountsInWords = Label(
        "用量写在文字里，没有可用的数：请按物料逐行填写用量", "amounts stand in sentences: give each material a row with its amount")
    static let fuelOfOne = Label(
        "单机用油：表中要全部机械的燃料（单机用油×台数）", "fuel of one machine: the table asks for that of all, times their number")
    static let hoursInParts = Label(
        "日均小时与年均天数：表中要年工作小时数（两者之积）", "hours a day and days a year: the table asks for hours a year, their product")
    static let noStage = Label("无标不说明排放阶段，请按登记年份分到国零至国六", "no label tells no stage: divide by year of registration")
    static let totalPower = Label("总功率：表中要单台额定功率", "power of all machines: the table asks for that of one")
    static let secondFuel = Label("同一设备的第二种燃料，请另列一行", "the second fuel of one unit: give it a row of its own")
    static let gasMade = Label("产生或回收的煤气和副产品，没有对应的列", "gas and by-products made: no column for them")
    static let yearlyFlow = Label("全年烟气量，表中要每小时流量", "flue gas of the year: the table asks for the flow an hour")
    static let ammonia = Label("氨源，没有对应的源类", "a source of ammonia: no source kind for it")
    static let dust = Label("扬尘源，没有对应的源类", "a source of dust: no source kind for it")
    static let rowTotal = Label("行合计，不重复读入", "sum of the row, which its parts make up")
    static let otherYear = Label("不是 --year 所指的年份", "not the year of --year")
    static let whichYear = Label("列名是年份：请用 --region 和 --year 指明", "years as columns: say which by --region and --year")

    /// What is known, has no place, and would have counted: fuel, hours, vehicles.
    static let losses = [secondFuel, fuelOfOne, hoursInParts, noStage]

    static let notUsed = Label("对应表写明不用", "the mapping says that it is not used")
    static let importReads = Label(
        "名称、前缀或编号的一部分：由 import 读入", "a name, prefix or part of an identifier: import reads it")
    static let ownRows = Label(
        "列名是词，各成一行：由 import 读入", "the head is a word that makes rows of its own: import reads it")

    static let guessed = Label("推测，请在 mapping.yaml 中核对", "a guess: look at it in mapping.yaml")

    static let noColumn = Label("该源类没有此列", "this source kind has no such column")
    static let noUnit = Label("单位不认识或不能换算", "the unit is not known or does not convert")
    static let noFuel = Label("表头给出两种单位，燃料不明时无法选定", "two units are given, and without the fuel neither can be chosen")
    static let repeated = Label("另一列已有此义，本列未读入", "another column means the same: this one is not read")
    static let absent = Label("写明没有的值", "said to be absent")
    static let notNumber = Label("不是数字，原样写入", "not a number, written as it is")
    static let severalNumbers = Label(
        "一格里有几个数，原样写入；请每台一行，或填单台的数并写台数",
        "several numbers, written as they are: give each a row, or the number of one and how many there are")
    static let unitAssumed = Label("未注单位，按本列单位计", "no unit given: the column's own is taken")
    static let byDensity = Label("按本行密度由质量换算", "from mass, by the density of the row")
    static let severalSources = Label(
        "多个表都有此编号，无法判定属于哪个", "sources of several sheets have this number: which is meant is not told")
    static let intoNote = Label("词表没有，写入备注", "not in the dictionary: written into the note")
}

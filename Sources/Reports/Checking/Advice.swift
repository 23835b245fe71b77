import Tables

/// What a county should do about a finding.
enum Advice {
    /// What to do, by the finding's code; codes of one family share theirs.
    static func text(for code: String) -> Label {
        if let own = own[code] { return own }
        for (prefix, label) in families where code.hasPrefix(prefix) { return label }
        return Label("请核对后重新生成上报包。", "Check, and make the package again.")
    }

    private static let noPackage = Label(
        "请该地区用 report 生成上报包，报送其中的 report.xml。", "Have the region make a package with report and send its report.xml.")

    private static let own: [String: Label] = [
        "signature-missing": Label("请用 report --sign 签名后重新上报。", "Sign with report --sign and send again."),
        "signature-digest": Label(
            "文件在签名后被改动。请从原始清单重新生成并签名，不要手工修改 report.xml。",
            "The file was changed after signing. Make and sign it again from the inventory; do not edit report.xml."),
        "signature-form": Label(
            "文件在签名后被别的程序改写过（空白、引号、注释等）。请报送原始的 report.xml。",
            "Another program rewrote the file after signing (spaces, quotes, remarks): send the original report.xml."),
        "certificate-expired": Label("证书已过期，请换用有效证书重新签名。", "The certificate has expired: sign with a valid one."),
        "certificate-untrusted": Label(
            "签名证书不在受信任名单内，请联系上级登记证书。", "The certificate is not trusted: have it registered by the level above."),
        "certificate-region": Label(
            "请由本地区登记的签名人签名，或请上级把此证书登记到本地区（--trust 代码=文件）。",
            "Have the region's registered signer sign it, or this certificate registered for the region (--trust CODE=FILE)."
        ),
        "certificate-revoked": Label(
            "证书已被吊销，请换用有效证书重新签名。", "The certificate was revoked: sign with another one."),
        "signature-key-info": Label(
            "签名里的证书被改动。请报送原始的 report.xml。",
            "The certificates in the signature were changed: send the original report.xml."),
        "arithmetic-total": Label(
            "合计必须等于各源之和。请从原始清单重新生成上报包。",
            "Totals must be the sums of their sources: make the package again from the inventory."),
        "recompute-emission": Label(
            "排放量与填报数据复算结果不符。请用同一版本的程序和系数库重新核算。",
            "The emission is not what the inputs give: compute again with the same program and factor library."),
        "recompute-outlet": Label(
            "各设备的分摊量之和必须等于排放口监测量。请从原始清单重新生成上报包。",
            "The units' parts must be what sharing the outlet's monitoring gives: make the package again from the inventory."
        ),
        "recompute-balance": Label(
            "去除量或无组织排放量与填报数据复算结果不符。请用同一版本的程序和系数库重新核算。",
            "The inputs give another removal or another part in the open: compute again with the same program and library."
        ),
        "statement-differs": Label(
            "包内同一事项两处说法不同：文件被改动过。请从原始清单重新生成上报包，不要手工修改。",
            "The package says one thing in two ways: it was edited. Make it again from the inventory, unedited."),
        "word-differs": Label(
            "请从原始清单重新生成上报包，不要手工修改名称。", "Make the package again from the inventory; do not edit names."),
        "factor-citation": Label(
            "请更新系数库后重新生成上报包。", "Update the factor library and make the package again."),
        "library-differs": Label(
            "请与上级使用同一版本的系数库。", "Use the same version of the factor library as the level above."),
        "factor-differs": Label(
            "系数与上级系数库不同。请更新系数库，或把本地系数放入系数包并注明依据。",
            "The factor differs: update the library, or put local factors with their source into a pack."),
        "factor-unknown": Label(
            "上级系数库没有此系数。请更新系数库，或把本地系数放入系数包。",
            "The receiver does not know the factor: update the library, or put local factors into a pack."),
        "factor-local": Label("请附本地系数的依据材料。", "Send what the local factor is based on."),
        "region-outside": Label(
            "该排放源不属于本地区。请改正县区代码，或交由所属地区填报。",
            "The source does not lie in the region: correct the county code, or leave it to that region."),
        "year-differs": Label("请报送要求年份的数据。", "Send the data of the year asked for."),
        "project-credited-twice": Label(
            "同一项目各年、各包认定之和不得超过全年效果。请核对哪一个包认定，另一个改为不认定。",
            "The credits of a project in all years and packages are at most its full effect: settle which package credits it."
        ),
        "project-already-spent": Label(
            "已作新增源抵扣的减排量不能再认定。请在方案任务的 spent 中列出。",
            "What was spent as an offset cannot be credited again: list it under spent of the plan's task."),
        "table-missing": Label(
            "请补报这些源类；确无此类排放源的，请书面说明。", "Add the tables; if there are no such sources, say so in writing."),
        "incomplete-total": Label(
            "这些源类未核算前，合计不能作为该污染物的全部排放量。请补充，或引用时注明不完整。",
            "Until these source classes are computed the total is not all of the pollutant: add them, or say so wherever it is quoted."
        ),
        "recompute-completeness": Label(
            "完整性声明与数据不符。请从原始清单重新生成上报包。",
            "What is said of completeness is not what the sources show: make the package again from the inventory."),
        "uncertainty-sum": Label(
            "不确定度必须与合计对得上。请用 report --uncertainty 重新生成上报包。",
            "What is said of how sure totals are must be of these totals: make the package again with report --uncertainty."
        ),
        "uncertainty-differs": Label(
            "区间与重新抽样的结果不同。请用 report --uncertainty 重新生成，不要手工修改。",
            "Draws made again give other intervals: make the package again with report --uncertainty, unedited."),
        "uncertainty-too-large": Label(
            "请减少 --draws，再用 report --uncertainty 生成。", "Ask for fewer --draws, and make the package again."),
        "recompute-uncertainty": Label(
            "数据的区间与上级复算不同。请用同一版本的程序和系数库，并保留 inventory.yaml 中的 uncertainty。",
            "The inputs give other ranges: use the same program and library, and the same statements under uncertainty."
        ),
        "scenario-not-rerun": Label(
            "方案全文在包中（plan_file）或在报送方；需要时用 plan 重新运行。",
            "The plan is in the package (plan_file) or with its sender: run it again with plan where that is wanted."),
        "not-a-package": noPackage, "inventory-for-package": noPackage, "no-package": noPackage,
        "no-package-in-archive": noPackage, "page-for-package": noPackage,
        "replaced-package": Label("无需处理：以整改后的包为准。", "Nothing needs to be done: the corrected package holds."),
        "same-part-twice": Label("无需处理。", "Nothing needs to be done."),
        "report-not-a-file": Label("请给出 report.xml 文件。", "Name the file report.xml."),
        "cannot-open": Label("请检查文件是否存在、是否有权限读取。", "Check that the file is there and may be read."),
        "xml-too-large": Label("文件过大，不是正常的上报包。请重新生成。", "No package is that large: make it again."),
        "carry-over": Label("数据与上年相同。请按本年实际情况更新。", "The data are last year's: update them."),
        "duplicate-unit": Label(
            "同一设备被两个地区申报。请两地核定归属，由一方删除。", "Two regions claim the unit: agree who keeps it, the other deletes it."),
        "duplicate-facility": Label(
            "同一企业在两个地区有设备。请核对是否重复。", "The firm has units in two regions: check that none is counted twice."),
        "same-region-twice": Label(
            "同一地区同一年份收到两个不同的包。请确认以哪个为准。", "Two different packages of one region and year: say which one holds."),
    ]

    private static let families: [(String, Label)] = [
        (
            "xml-",
            Label("文件损坏或不是上报包。请重新生成并完整传送。", "The file is damaged or no package: make it again and send it whole.")
        ),
        (
            "schema-",
            Label(
                "内容不符合上报格式。请用本程序重新生成，不要手工修改。",
                "The content does not fit the format: make it again with the program, unedited.")
        ), ("signature-", Label("签名无效。请重新签名。", "The signature does not hold: sign again.")),
        ("certificate-", Label("证书有问题。请换用有效证书重新签名。", "The certificate does not hold: sign with a valid one.")),
        (
            "arithmetic-",
            Label("数字前后不符。请从原始清单重新生成。", "The numbers do not agree: make the package again from the inventory.")
        ),
        (
            "recompute-",
            Label("与复算结果不符。请核对填报数据后重新核算。", "Recalculation gives another result: check the inputs and compute again.")
        ),
    ]
}

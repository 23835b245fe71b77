import Documents
import Glibc
import Inventories
import Tables

extension Routes {
    /// What was changed, undone and put back.
    static let history: [Route] = [
        Route(method: .get, path: "/history", text: Label("版本", "versions")) { space, request in
            guard space.isCounty else { throw Problem.noRoute }
            let folder = space.folder
            return .page(
                HistoryPage(
                    entries: try space.versions.entries(), view: View(space, request),
                    isThere: { access(folder + "/" + $0, F_OK) == 0 }
                ).markup())
        },
        Route(method: .get, path: "/api/history", text: Label("改动记录", "the list of changes")) { space, _ in
            guard space.isCounty else { throw Problem.noRoute }
            return .json(.list(try space.versions.entries().map(\.json)))
        },
        Route(
            method: .post, path: "/api/restore", text: Label("恢复到一次改动之前", "restore what was before a change"),
            body: .json([
                Parameter("entry", "改动的编号", "number of the change", isRequired: true),
                Parameter("after", "恢复到改动之后：用于已删除的文件", "what was after the change instead: of a file that was deleted"),
            ]), limit: 1 << 10
        ) { space, request in
            struct Body: Decodable {
                let entry: Int
                let after: Bool?
            }
            let body: Body = try request.decoded()
            let entries = try space.versions.entries()
            guard let entry = entries.first(where: { $0.number == body.entry }) else {
                throw Problem.unknown("entry", String(body.entry))
            }
            if body.after ?? false { return try space.restoreDeleted(entry) }
            return try space.restore(entry, action: "restore")
        },
        Route(
            method: .post, path: "/api/undo", text: Label("撤销一个表的最后一次改动", "undo the last change of a table"),
            body: .json([Parameter("table", "文件名", "file name", isRequired: true)]), limit: 1 << 10
        ) { space, request in
            struct Body: Decodable { let table: String }
            let body: Body = try request.decoded()
            _ = try space.table(named: body.table)
            guard let entry = try space.versions.undoable(body.table) else {
                throw Problem(409, "nothing-to-undo", "这个表没有可撤销的改动", "there is no change of this table to undo")
            }
            return try space.restore(entry, action: "undo")
        },
    ]
}

extension Versions {
    /// The change that undoing takes back: the last one that was not undone; `nil` where there is none.
    func undoable(_ file: String) throws -> Entry? {
        var open: [Entry] = []
        for entry in try entries() where entry.file == file {
            if entry.action == "undo" { _ = open.popLast() } else { open.append(entry) }
        }
        return open.last { $0.action != "outside" }
    }
}

extension Versions.Entry {
    var json: JSON {
        .object([
            ("entry", .count(number)), ("time", .text(time)), ("action", .text(action)), ("file", .text(file)),
            ("before", .text(before)), ("after", .text(after)), ("note", .text(note)),
        ])
    }
}

extension Workspace {
    /// Whether a file is a plan or a monthly report directly within the folder `plans`, whether it is there or was deleted.
    private static func isOfPlans(_ name: String) -> Bool {
        guard name.hasPrefix("plans/") else { return false }
        let own = name.dropFirst(6)
        guard !own.contains("/"), !own.contains("\\"), !own.hasPrefix(".") else { return false }
        return [".yaml", ".yml", MonthlyFile.ending].contains { own.hasSuffix($0) }
    }

    /// Puts back what a file was before a change.
    func restore(_ entry: Versions.Entry, action: String) throws -> Response {
        if let answer = try restoreMade(entry, action: action) { return answer }
        // The file of an entry is one of the folder's own: the list is a file that anybody may have written to.
        let isPlan = isCounty && Workspace.isOfPlans(entry.file)
        let isManifest = isCounty && entry.file == "inventory.yaml"
        guard isPlan || isManifest || tableNames().contains(entry.file) else {
            throw Problem.unknown("file", entry.file)
        }
        guard let bytes = try versions.bytes(of: entry.before) else {
            throw Problem(404, "no-version", "这个版本没有保存", "this version is not kept")
        }
        let now = try versions.now(entry.file)
        if action == "undo", Versions.digest(now) != entry.after {
            throw Problem(
                409, "file-changed", "\(entry.file) 之后又被修改，请在“版本”中恢复",
                "\(entry.file) was changed since: restore it from the history")
        }
        if let now {
            try versions.write(bytes, to: entry.file, before: now, action: action, note: "#\(entry.number)")
        } else {
            try versions.create(bytes, as: entry.file, action: action, note: "#\(entry.number)")
        }
        return .json(.object([("file", .text(entry.file)), ("digest", .text(entry.before))]))
    }

    /// Puts back a file that is not there any more, as it was after a change.
    func restoreDeleted(_ entry: Versions.Entry) throws -> Response {
        guard
            isCounty
                && (Workspace.isOfPlans(entry.file) || entry.file == "inventory.yaml"
                    || Workspace.mayBeMade(entry.file))
        else { throw Problem.unknown("file", entry.file) }
        guard let bytes = try versions.bytes(of: entry.after) else {
            throw Problem(404, "no-version", "这个版本没有保存", "this version is not kept")
        }
        try versions.create(bytes, as: entry.file, action: "restore", note: "#\(entry.number)")
        return .json(.object([("file", .text(entry.file)), ("digest", .text(entry.after))]))
    }

    /// Puts back the mapping, or a table that is not there or was not there before; `nil` where the entry is of another kind.
    private func restoreMade(_ entry: Versions.Entry, action: String) throws -> Response? {
        guard Workspace.mayBeMade(entry.file) else { return nil }
        let now = try versions.now(entry.file)
        guard now == nil || entry.before.isEmpty || entry.file == ImportShelf.mappingName else { return nil }
        let bytes = try versions.bytes(of: entry.before)
        guard bytes != nil || entry.before.isEmpty else {
            throw Problem(404, "no-version", "这个版本没有保存", "this version is not kept")
        }
        if action == "undo", Versions.digest(now) != entry.after {
            throw Problem(
                409, "file-changed", "\(entry.file) 之后又被修改", "\(entry.file) was changed since")
        }
        try versions.write(
            [Versions.Change(name: entry.file, before: now, bytes: bytes)], action: action, note: "#\(entry.number)")
        return .json(.object([("file", .text(entry.file)), ("digest", .text(entry.before))]))
    }

    /// Whether a file is one that an import makes: a table of the folder itself, or the mapping.
    private static func mayBeMade(_ name: String) -> Bool {
        name == ImportShelf.mappingName
            || !name.contains("/") && SourceKind.all.contains { Inventory.isTable(name, of: $0) }
    }
}

import CLibYAML

/// Makes nodes of the events that libyaml reads from bytes in UTF-8.
final class YAMLReader {
    /// An event with its place; what it holds is copied from the library's.
    private struct Event {
        enum Kind {
            case text(String, isPlain: Bool)
            case listStart, mapStart, end, alias, streamEnd
            /// Start of the stream, start and end of a document.
            case around
        }

        var kind: Kind
        /// The name that a node has, or an alias refers to.
        var anchor: String?
        let line: Int
        let column: Int

        var isEnd: Bool { if case .end = kind { true } else { false } }

        func node(_ content: YAMLNode.Content) -> YAMLNode {
            YAMLNode(content: content, isAnchored: anchor != nil, line: line, column: column)
        }
    }

    // The library keeps the parser's address in the parser.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeBufferPointer<UInt8>
    private var anchors: Set<String> = []
    private var depth = 0

    /// The bytes must stay where they are as long as the reader is used.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        // Where memory lacks, the parser is left empty and tells an error at the first event.
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The one document, `nil` where there is none.
    func document() throws(YAMLFault) -> YAMLNode? {
        _ = try next()
        if case .streamEnd = try next().kind { return nil }
        let root = try node(from: try next())
        _ = try next()
        let after = try next()
        guard case .streamEnd = after.kind else {
            throw .syntax(problem: "but found another document", line: after.line, column: after.column)
        }
        return root
    }

    private func node(from event: Event) throws(YAMLFault) -> YAMLNode {
        defer { if let anchor = event.anchor { anchors.insert(anchor) } }
        switch event.kind {
        case .text(let text, let isPlain): return event.node(.text(text, isPlain: isPlain))
        case .alias:
            guard let name = event.anchor, anchors.contains(name) else {
                throw .syntax(problem: "found undefined alias", line: event.line, column: event.column)
            }
            return event.node(.alias)
        case .listStart:
            try enter(event)
            var items: [YAMLNode] = []
            var item = try next()
            while !item.isEnd {
                items.append(try node(from: item))
                item = try next()
            }
            depth -= 1
            return event.node(.list(items))
        case .mapStart:
            try enter(event)
            var entries: [(key: YAMLNode, value: YAMLNode)] = []
            var key = try next()
            while !key.isEnd {
                let node = try node(from: key)
                entries.append((node, try self.node(from: try next())))
                key = try next()
            }
            depth -= 1
            try expectDifferent(entries)
            return event.node(.map(entries))
        case .end, .streamEnd, .around:
            throw .syntax(problem: "a node is missing", line: event.line, column: event.column)
        }
    }

    /// One list or map deeper: documents are read, and let go, level by level on the stack.
    private func enter(_ event: Event) throws(YAMLFault) {
        depth += 1
        guard depth < YAMLNode.deepest else {
            throw .syntax(
                problem: "\(YAMLNode.deepest) levels of lists and maps", line: event.line, column: event.column)
        }
    }

    private func expectDifferent(_ entries: [(key: YAMLNode, value: YAMLNode)]) throws(YAMLFault) {
        var first: [String: YAMLNode] = [:]
        var twice: Set<String> = []
        for entry in entries {
            guard case .text(let text, _) = entry.key.content else { continue }
            if first[text] == nil { first[text] = entry.key } else { twice.insert(text) }
        }
        let same = twice.sorted()
        guard let least = same.first, let node = first[least] else { return }
        throw .sameKeys(same, line: node.line, column: node.column)
    }

    private func next() throws(YAMLFault) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw fault() }
        defer { yaml_event_delete(&event) }
        let mark = event.start_mark
        var found = Event(kind: .around, anchor: nil, line: mark.line + 1, column: mark.column + 1)
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            // A byte order mark that was pasted along with a value is none of its letters.
            let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
            let text = String(decoding: bytes.dropFirst(isMarked ? 3 : 0), as: UTF8.self)
            found.kind = .text(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
            found.anchor = name(scalar.anchor)
        case YAML_SEQUENCE_START_EVENT:
            found.kind = .listStart
            found.anchor = name(event.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT:
            found.kind = .mapStart
            found.anchor = name(event.data.mapping_start.anchor)
        case YAML_ALIAS_EVENT:
            found.kind = .alias
            found.anchor = name(event.data.alias.anchor)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: found.kind = .end
        case YAML_STREAM_END_EVENT: found.kind = .streamEnd
        default: break
        }
        return found
    }

    private func name(_ pointer: UnsafePointer<UInt8>?) -> String? { pointer.map { String(cString: $0) } }

    /// What the parser stopped at.
    private func fault() -> YAMLFault {
        let state = parser.pointee
        let problem = state.problem.map { String(cString: $0) } ?? "not enough memory"
        switch state.error {
        case YAML_SCANNER_ERROR, YAML_PARSER_ERROR, YAML_COMPOSER_ERROR:
            return .syntax(
                problem: problem, line: state.problem_mark.line + 1, column: state.problem_mark.column + 1)
        case YAML_READER_ERROR:
            let place = place(at: state.problem_offset)
            return .syntax(problem: problem, line: place.line, column: place.column)
        default: return .syntax(problem: problem, line: 1, column: 1)
        }
    }

    /// Line and column of a byte: the library names only the byte where it is a character that it refuses.
    private func place(at offset: Int) -> (line: Int, column: Int) {
        var (line, column) = (1, 1)
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                (line, column) = (line + 1, 1)
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }
}

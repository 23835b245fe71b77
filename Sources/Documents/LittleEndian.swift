/// Numbers in bytes, low byte first; `nil` where they lie outside.
extension [UInt8] {
    func unsigned16(at place: Int) -> Int? {
        guard place >= 0, place <= count - 2 else { return nil }
        return Int(self[place]) | Int(self[place + 1]) << 8
    }

    func unsigned32(at place: Int) -> Int? {
        guard place >= 0, place <= count - 4, let low = unsigned16(at: place), let high = unsigned16(at: place + 2)
        else { return nil }
        return low | high << 16
    }

    func unsigned64(at place: Int) -> UInt64? {
        guard place >= 0, place <= count - 8, let low = unsigned32(at: place), let high = unsigned32(at: place + 4)
        else { return nil }
        return UInt64(low) | UInt64(high) << 32
    }
}

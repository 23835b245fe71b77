import CLibXML2
import CLibXMLSec

/// The element that a signature's value is made over, handed to xmlsec: canonical form, digest and key in one go.
struct SignedInfo {
    let info: xmlNodePtr
    let canonicalization: xmlNodePtr
    let method: xmlNodePtr

    /// The value of the signature by a private key, or `nil` where the library fails.
    func signed(by key: xmlSecKeyPtr) -> [UInt8]? {
        executed(xmlSecTransformOperationSign, key) { context, _ in
            guard let result = context.pointee.result, let bytes = xmlSecBufferGetData(result) else { return nil }
            return Array(UnsafeBufferPointer(start: bytes, count: Int(xmlSecBufferGetSize(result))))
        }
    }

    /// Whether the content of an element is the value by the private key that belongs to a public one.
    func isSigned(_ value: xmlNodePtr, by key: xmlSecKeyPtr) -> Bool {
        executed(xmlSecTransformOperationVerify, key) { context, signature in
            guard xmlSecTransformVerifyNodeContent(signature, value, context) == 0 else { return nil }
            return signature.pointee.status == xmlSecTransformStatusOk
        } ?? false
    }

    /// An element in exclusive canonical form, by itself; empty where the library fails.
    static func canonical(_ node: xmlNodePtr) -> [UInt8] {
        guard let context = xmlSecTransformCtxCreate() else { return [] }
        defer { ERR_clear_error() }
        defer { xmlSecTransformCtxDestroy(context) }
        guard xmlSecTransformCtxCreateAndAppend(context, xmlSecTransformExclC14NGetKlass()) != nil,
            let nodes = xmlSecNodeSetGetChildren(node.pointee.doc, node, 1, 0)
        else { return [] }
        defer { xmlSecNodeSetDestroy(nodes) }
        guard xmlSecTransformCtxXmlExecute(context, nodes) == 0, let result = context.pointee.result,
            let bytes = xmlSecBufferGetData(result)
        else { return [] }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(xmlSecBufferGetSize(result))))
    }

    private func executed<R>(
        _ operation: xmlSecTransformOperation, _ key: xmlSecKeyPtr,
        _ body: (xmlSecTransformCtxPtr, xmlSecTransformPtr) -> R?
    ) -> R? {
        guard let context = xmlSecTransformCtxCreate() else { return nil }
        defer { ERR_clear_error() }
        defer { xmlSecTransformCtxDestroy(context) }
        guard xmlSecTransformCtxNodeRead(context, canonicalization, 0x0002) != nil,
            let signature = xmlSecTransformCtxNodeRead(context, method, 0x0008)
        else { return nil }
        signature.pointee.operation = operation
        guard xmlSecTransformSetKey(signature, key) == 0,
            let nodes = xmlSecNodeSetGetChildren(info.pointee.doc, info, 1, 0)
        else { return nil }
        defer { xmlSecNodeSetDestroy(nodes) }
        guard xmlSecTransformCtxXmlExecute(context, nodes) == 0 else { return nil }
        return body(context, signature)
    }
}

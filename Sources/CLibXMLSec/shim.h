#pragma once
// What Debian's pkg-config file defines and SwiftPM drops. Without the first the layout of structures differs.
#define XMLSEC_NO_SIZE_T 1
#define XMLSEC_NO_GOST 1
#define XMLSEC_NO_GOST2012 1
#define XMLSEC_NO_CRYPTO_DYNAMIC_LOADING 1
#define XMLSEC_OPENSSL3_ENGINES 1
#define XMLSEC_CRYPTO_OPENSSL 1
#include "../CLibXML2/shim.h"
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>
#include <xmlsec/transforms.h>
#include <xmlsec/nodeset.h>
#include <xmlsec/buffer.h>
#include <xmlsec/keys.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/x509.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/openssl/evp.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// What is a macro in C. Names are given by RFC 2253, but letters beyond ASCII as they are.
static inline unsigned long clibxmlsec_name_flags(void) { return XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB; }
static inline void clibxmlsec_free_bytes(void *pointer) { OPENSSL_free(pointer); }
static inline long clibxmlsec_bio_bytes(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }
static inline STACK_OF(X509) *clibxmlsec_certificates(void) { return sk_X509_new_null(); }
static inline void clibxmlsec_add(STACK_OF(X509) *stack, X509 *certificate) { sk_X509_push(stack, certificate); }
static inline void clibxmlsec_free_stack(STACK_OF(X509) *stack) { sk_X509_free(stack); }
static inline int clibxmlsec_count(const STACK_OF(X509) *stack) { return stack ? sk_X509_num(stack) : 0; }
static inline X509 *clibxmlsec_certificate(const STACK_OF(X509) *stack, int place) { return sk_X509_value(stack, place); }

#pragma once
// The functions of one digest: OpenSSL 3 advises EVP instead, whose first use costs what reading a hundred tables does.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

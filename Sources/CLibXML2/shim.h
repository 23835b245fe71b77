#pragma once
#include <libxml/xmlversion.h>
// Debian builds libxml2 with ICU; its headers would clash with Foundation's own ICU module.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/SAX2.h>
#include <libxml/c14n.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>
#include <libxml/xmlerror.h>

// `xmlFree` is a mutable global function pointer: Swift 6 refuses to read it.
static inline const char *clibxml2_version(void) { return xmlParserVersion; }
static inline void clibxml2_free(void *pointer) { xmlFree(pointer); }

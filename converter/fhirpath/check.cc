#include "fhirpath/compile.h"
namespace anamnesis::fhirpath {
Result<void> check_types(const Expression::Tree&, const CompileOptions&) { return {}; }
}

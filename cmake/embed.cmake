# anamnesis_data: mappings/ and schemas/, compiled by the program in converter/compile/ at build time and put into
# the binary with .incbin, where the operating system maps them lazily.
file(GLOB_RECURSE ANAMNESIS_MAPPINGS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/mappings/*.tsv)
file(GLOB_RECURSE ANAMNESIS_SCHEMAS CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/schemas/*.ndjson ${PROJECT_SOURCE_DIR}/schemas/*.json
  ${PROJECT_SOURCE_DIR}/schemas/*.tsv ${PROJECT_SOURCE_DIR}/schemas/*.txt)
set(EMBED_DIR ${PROJECT_BINARY_DIR}/embed)
file(MAKE_DIRECTORY ${EMBED_DIR})

file(GLOB ANAMNESIS_COMPILE CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/converter/compile/*.cc)
list(FILTER ANAMNESIS_COMPILE EXCLUDE REGEX "embedded.cc$")
add_executable(anamnesis_compile ${ANAMNESIS_COMPILE})
target_link_libraries(anamnesis_compile PRIVATE anamnesis_core)

add_custom_command(OUTPUT ${EMBED_DIR}/tables.bin
  COMMAND anamnesis_compile tables ${PROJECT_SOURCE_DIR}/mappings ${EMBED_DIR}/tables.bin
  DEPENDS anamnesis_compile ${ANAMNESIS_MAPPINGS} VERBATIM)
add_custom_command(OUTPUT ${EMBED_DIR}/schemas.bin
  COMMAND anamnesis_compile schemas ${PROJECT_SOURCE_DIR}/schemas ${EMBED_DIR}/schemas.bin
  DEPENDS anamnesis_compile ${ANAMNESIS_SCHEMAS} VERBATIM)

foreach(part tables schemas)
  file(GENERATE OUTPUT ${EMBED_DIR}/${part}.S CONTENT "
    .section .rodata
    .global anamnesis_embedded_${part}_begin
    .global anamnesis_embedded_${part}_end
    .balign 64
anamnesis_embedded_${part}_begin:
    .incbin \"${EMBED_DIR}/${part}.bin\"
anamnesis_embedded_${part}_end:
    .byte 0
    .section .note.GNU-stack,\"\",@progbits
")
  set_source_files_properties(${EMBED_DIR}/${part}.S PROPERTIES OBJECT_DEPENDS ${EMBED_DIR}/${part}.bin)
endforeach()
add_library(anamnesis_data STATIC
  ${PROJECT_SOURCE_DIR}/converter/compile/embedded.cc ${EMBED_DIR}/tables.S ${EMBED_DIR}/schemas.S)
target_include_directories(anamnesis_data PRIVATE ${PROJECT_SOURCE_DIR}/converter)

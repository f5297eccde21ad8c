# unity_by_folder(TARGET SOURCES...): compile the sources of one folder together, a few at a time, since half of the time of
# a small source is its headers. Names in anonymous namespaces are therefore unique within a folder.
function(unity_by_folder target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${ANAMNESIS_UNITY} UNITY_BUILD_MODE GROUP)
  foreach(source ${ARGN})
    get_filename_component(folder ${source} DIRECTORY)
    string(MAKE_C_IDENTIFIER "${folder}" key)
    math(EXPR batch "0${count_${key}} / 8")
    math(EXPR count_${key} "0${count_${key}} + 1")
    get_filename_component(folder ${folder} NAME)
    set_source_files_properties(${source} TARGET_DIRECTORY ${target} PROPERTIES UNITY_GROUP ${folder}_${batch})
  endforeach()
endfunction()

# install: the program, the library with its public header, and a CMake package, so that
#   find_package(anamnesis REQUIRED)
#   target_link_libraries(yours PRIVATE anamnesis::anamnesis)
# is all that another project needs (see tests/package).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
install(TARGETS anamnesis_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${PROJECT_SOURCE_DIR}/converter/converter.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/anamnesis)
install(TARGETS anamnesis_core anamnesis_data anamnesis EXPORT anamnesisTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT anamnesisTargets NAMESPACE anamnesis:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/anamnesis)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/anamnesisConfig.cmake.in
                              ${PROJECT_BINARY_DIR}/anamnesisConfig.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/anamnesis)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/anamnesisConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/anamnesisConfig.cmake ${PROJECT_BINARY_DIR}/anamnesisConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/anamnesis)

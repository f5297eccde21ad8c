# install: the program, the library with its public header, and a CMake package (find_package(anamnesis)).
include(GNUInstallDirs)
install(TARGETS anamnesis_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

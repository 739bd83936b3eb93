"""Conan 2 recipe: the libraries and the program, with the dependencies of vcpkg.json."""

from conan import ConanFile
from conan.tools.cmake import CMake, cmake_layout


class TesttrackerConan(ConanFile):
    name = "testtracker"
    version = "0.1.0"
    license = "Apache-2.0"
    description = "C++ test suites report into MLflow"
    settings = "os", "compiler", "build_type", "arch"
    generators = "CMakeDeps", "CMakeToolchain"
    exports_sources = (
        "CMakeLists.txt",
        "LICENSE",
        "adapters/*",
        "cmake/*",
        "include/*",
        "src/*",
    )
    requires = (
        "boost/1.81.0",
        "cli11/2.3.2",
        "expat/[>=2.4 <3]",
        "fmt/9.1.0",
        "libcurl/[>=7.88 <9]",
        "nlohmann_json/3.11.2",
        "openssl/[>=3 <4]",
        "sqlite3/[>=3.37 <4]",
        "tomlplusplus/3.3.0",
        "zlib/[>=1.2.13 <2]",
    )
    default_options = {"boost/*:header_only": True}

    def layout(self):
        cmake_layout(self)

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()

    def package_info(self):
        # The project's own package config is the one to use: it knows the components.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs.append("lib/cmake/testtracker")

#pragma once

// Files of sections and `key = value` lines, as Python's configparser writes them:
// ~/.mlflow/credentials and ~/.databrickscfg.

#include <testtracker/result.hpp>

#include <map>
#include <string>

namespace testtracker::login {

/// Keys in lower case. Lines that begin with `#` or `;` are comments; `:` may stand for `=`.
using IniSection = std::map<std::string, std::string>;
using IniFile = std::map<std::string, IniSection>;

/// A file that does not exist is empty. Error: `io`.
Result<IniFile> read_ini_file(const std::string& path);

}  // namespace testtracker::login

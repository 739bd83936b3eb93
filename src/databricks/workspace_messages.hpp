#pragma once

// Messages of the Workspace, DBFS and Files APIs 2.0 as plain structs; member names are the names
// on the wire.

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::databricks {

struct PathMessage {
  std::string path;
};
BOOST_DESCRIBE_STRUCT(PathMessage, (), (path))

struct DeleteMessage {
  std::string path;
  bool recursive = false;
};
BOOST_DESCRIBE_STRUCT(DeleteMessage, (), (path, recursive))

struct ImportMessage {
  std::string path;
  std::string format;                   ///< SOURCE, JUPYTER, RAW
  std::optional<std::string> language;  ///< of SOURCE: PYTHON, R, SCALA, SQL
  std::string content;                  ///< base 64
  bool overwrite = false;
};
BOOST_DESCRIBE_STRUCT(ImportMessage, (), (path, format, language, content, overwrite))

struct ExportReply {
  std::string content;  ///< base 64
};
BOOST_DESCRIBE_STRUCT(ExportReply, (), (content))

struct WorkspaceObject {
  std::string path;
  std::string object_type;  ///< NOTEBOOK, DIRECTORY, FILE …
  std::string language;     ///< of a notebook
};
BOOST_DESCRIBE_STRUCT(WorkspaceObject, (), (path, object_type, language))

/// The member is absent for an empty folder.
struct WorkspaceList {
  std::vector<WorkspaceObject> objects;
};
BOOST_DESCRIBE_STRUCT(WorkspaceList, (), (objects))

struct DbfsPutMessage {
  std::string path;
  std::string contents;  ///< base 64 of at most 1 MB
  bool overwrite = false;
};
BOOST_DESCRIBE_STRUCT(DbfsPutMessage, (), (path, contents, overwrite))

struct DbfsCreateMessage {
  std::string path;
  bool overwrite = false;
};
BOOST_DESCRIBE_STRUCT(DbfsCreateMessage, (), (path, overwrite))

struct DbfsHandle {
  std::int64_t handle = 0;
};
BOOST_DESCRIBE_STRUCT(DbfsHandle, (), (handle))

struct DbfsBlockMessage {
  std::int64_t handle = 0;
  std::string data;  ///< base 64 of at most 1 MB
};
BOOST_DESCRIBE_STRUCT(DbfsBlockMessage, (), (handle, data))

struct DbfsPiece {
  std::int64_t bytes_read = 0;
  std::string data;  ///< base 64
};
BOOST_DESCRIBE_STRUCT(DbfsPiece, (), (bytes_read, data))

struct VolumeEntry {
  std::string path;
  bool is_directory = false;
};
BOOST_DESCRIBE_STRUCT(VolumeEntry, (), (path, is_directory))

struct VolumeList {
  std::vector<VolumeEntry> contents;
  std::string next_page_token;
};
BOOST_DESCRIBE_STRUCT(VolumeList, (), (contents, next_page_token))

}  // namespace testtracker::databricks

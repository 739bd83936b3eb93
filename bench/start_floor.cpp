// one_test.cpp and the least that a recorder has to do in it: open a file, lock it, append four
// records. The floor beside "added to the start of a one-test process".
//
// usage: start_floor FOLDER

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

TEST(One, Test) {}

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc != 2) {
    return 2;
  }
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();  // pids come again
  const std::string path =
      std::string(argv[1]) + "/" + std::to_string(::getpid()) + "-" + std::to_string(now);
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  ::flock(fd, LOCK_EX | LOCK_NB);
  const std::string record(200, 'x');
  const auto append = [&](int times) {
    for (; times > 0; --times) {
      if (::write(fd, record.data(), record.size()) < 0) {
        ::_exit(1);
      }
    }
  };
  append(2);
  const int code = RUN_ALL_TESTS();
  append(2);
  return code;
}

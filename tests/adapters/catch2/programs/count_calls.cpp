// Preloaded: counts the calls of malloc and its kin and of pthread_mutex_lock in this process.

#include <cstddef>
#include <cstring>

#include <dlfcn.h>
#include <pthread.h>

namespace {

long calls = 0;

using Lock = int (*)(pthread_mutex_t*);
Lock real_lock = nullptr;

[[gnu::constructor]] void find_real_lock() {
  void* const found = ::dlsym(RTLD_NEXT, "pthread_mutex_lock");
  std::memcpy(&real_lock, &found, sizeof found);
}

}  // namespace

extern "C" {

void* __libc_malloc(std::size_t size);                     // NOLINT(bugprone-reserved-identifier)
void* __libc_calloc(std::size_t count, std::size_t size);  // NOLINT(bugprone-reserved-identifier)
void* __libc_realloc(void* memory, std::size_t size);      // NOLINT(bugprone-reserved-identifier)
void __libc_free(void* memory);                            // NOLINT(bugprone-reserved-identifier)

long testtracker_count_calls() {
  return calls;
}

void* malloc(std::size_t size) {
  ++calls;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  ++calls;
  return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
  ++calls;
  return __libc_realloc(memory, size);
}
void free(void* memory) {
  ++calls;
  __libc_free(memory);
}
int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  ++calls;
  return real_lock == nullptr ? 0 : real_lock(mutex);
}
}

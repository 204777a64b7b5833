// tests/storage/files/tsan_suppressions.cc: what the thread sanitizer cannot see in tests with
// RocksDB.
//
// Debian's librocksdb and libstdc++ are not instrumented: their locks and atomics are invisible, so
// that bytes handed to RocksDB's own threads (group commit, flush, backup) look like races. Memory
// that our own code touches directly is still watched, on both sides.
#if defined(__SANITIZE_THREAD__)
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:librocksdb.so\n"
         "called_from_lib:libstdc++.so\n"
         "race:librocksdb.so\n"
         // Deadlock detection of absl::Mutex in debug builds.
         "race:libabsl_graphcycles_internal.so\n";
}
#endif

// tests/support/suppressions.cc: what the sanitizers cannot see in libraries that are not instrumented.
//
// Thread: Debian's librocksdb and libstdc++ have locks and atomics that TSan does not see, so that bytes handed to
// RocksDB's own threads (group commit, flush, backup) look like races. Memory that our own code touches
// directly is still watched, on both sides.
// Leaks: cairo 1.16 loses a few hundred bytes for each font subset that it writes, fontconfig a table.
#if defined(__SANITIZE_THREAD__)
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:librocksdb.so\n"
         "called_from_lib:libstdc++.so\n"
         "race:librocksdb.so\n"
         // Its mutexes are locked inside and unlocked inside a header's inline function.
         "mutex:rocksdb::\n";
}
#endif
#if defined(__SANITIZE_ADDRESS__)
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libcairo.so\n"
         "leak:libfontconfig.so\n";
}
#endif

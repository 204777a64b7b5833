// clients/cli/output_file.h: a file that the user asked for: whole under its name, or not there at all.
#ifndef PLUMBLINE_CLIENTS_CLI_OUTPUT_FILE_H_
#define PLUMBLINE_CLIENTS_CLI_OUTPUT_FILE_H_

#include <fstream>
#include <ostream>
#include <string>

#include "clients/cli/terminal.h"
#include "clients/lib/values.h"

namespace plumbline::client {

// Bytes go to a file beside it, which takes the name in Keep; without Keep it is removed. `-` is standard output.
class OutputFile {
 public:
  // `terminal` is borrowed.
  OutputFile(std::string path, Terminal& terminal);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // Refuses a file that is there unless `force`: for a look before the work begins.
  static Complaint CheckFree(const std::string& path, bool force);

  bool to_stdout() const { return path_ == "-"; }
  // Where the bytes go; not before Open.
  std::ostream& stream();
  Complaint Open();
  Complaint Keep(bool force) { return KeepAs(path_, force); }
  // Under another name, where its kind is known only once it is there.
  Complaint KeepAs(const std::string& path, bool force);

 private:
  Complaint Unwritable() const;

  const std::string path_;
  const std::string partial_;
  Terminal& terminal_;
  std::ofstream file_;
  bool kept_ = false;
};

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_OUTPUT_FILE_H_

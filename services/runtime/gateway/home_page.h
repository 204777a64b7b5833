// services/runtime/gateway/home_page.h: what a person sees who opens the server's address.
//
// Says in Chinese and English what this server is, whether it rehearses (演练), and how anybody can
// check the record. Plain HTML without scripts, for every browser; nothing from other hosts.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HOME_PAGE_H_
#define PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HOME_PAGE_H_

#include <string>

#include "services/runtime/gateway/http_message.h"

namespace plumbline {

struct HomeFacts {
  std::string origin;      // Of the log.
  std::string vkey;        // Its verifier key.
  bool rehearsal = false;  // 演练: said in words at the top.
  std::string version;     // Of the program; may be empty.
};

// The whole answer. Origin and key are escaped.
HttpResponse HomePage(const HomeFacts& facts);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HOME_PAGE_H_

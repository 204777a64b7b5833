// services/runtime/server/handover_print.h: the handover list (移交清单) as a PDF, made anew for whoever asks.
//
// Here and not in the client: the fonts are the server's, so that every copy looks the same, and what stands on it is what the
// reader may see. Nothing is stored. A worker's job (it draws pages), never the command thread's.
#ifndef PLUMBLINE_SERVICES_RUNTIME_SERVER_HANDOVER_PRINT_H_
#define PLUMBLINE_SERVICES_RUNTIME_SERVER_HANDOVER_PRINT_H_

#include <string>

#include "services/runtime/rpc/dispatcher.h"

namespace plumbline {

// Registers the work of PrintHandover. `origin`: of the record, for the line that names the entry.
void RegisterHandoverPrint(Dispatcher& dispatcher, std::string origin);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_SERVER_HANDOVER_PRINT_H_

// services/runtime/rpc/rpc_pch.h: what nearly every file over gRPC includes, compiled once (precompiled header).
// Each file still includes what it uses: building with -DPLUMBLINE_PCH=OFF proves it.
#ifndef PLUMBLINE_SERVICES_RUNTIME_RPC_RPC_PCH_H_
#define PLUMBLINE_SERVICES_RUNTIME_RPC_RPC_PCH_H_

#include "grpcpp/grpcpp.h"
#include "services/rooms_pch.h"
#include "services/runtime/engine/engine.h"

#endif  // PLUMBLINE_SERVICES_RUNTIME_RPC_RPC_PCH_H_

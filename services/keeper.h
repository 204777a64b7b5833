// services/keeper.h: who has a piece of work in hand: who took it over last, or else who made it.
#ifndef PLUMBLINE_SERVICES_KEEPER_H_
#define PLUMBLINE_SERVICES_KEEPER_H_

#include <string>

namespace plumbline {

// `resource`: one that has `handovers` (v1.HandoverNote). `maker`: who made it.
template <typename Resource>
const std::string& KeeperOf(const Resource& resource, const std::string& maker) {
  return resource.handovers_size() > 0 ? resource.handovers(resource.handovers_size() - 1).to_person() : maker;
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_KEEPER_H_

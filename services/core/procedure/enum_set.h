// services/core/procedure/enum_set.h: a small set of proto enum values as bits.
#ifndef PLUMBLINE_SERVICES_CORE_PROCEDURE_ENUM_SET_H_
#define PLUMBLINE_SERVICES_CORE_PROCEDURE_ENUM_SET_H_

#include <cstdint>
#include <initializer_list>

#include "plumbline/config/v1/profile.pb.h"
#include "plumbline/config/v1/vocabulary.pb.h"

namespace plumbline {

// A set of values of `Enum`; value 0 (unspecified) is never a member. Values are below 32.
template <typename Enum>
class EnumSet {
 public:
  constexpr EnumSet() = default;
  constexpr EnumSet(std::initializer_list<Enum> values) {
    for (const Enum value : values) Add(value);
  }
  // Every value of a repeated enum field.
  template <typename Repeated>
  static EnumSet Of(const Repeated& values) {
    EnumSet set;
    for (const auto value : values) set.Add(static_cast<Enum>(value));
    return set;
  }

  constexpr void Add(Enum value) { bits_ |= Bit(value); }
  constexpr void Remove(Enum value) { bits_ &= ~Bit(value); }
  constexpr bool Contains(Enum value) const { return (bits_ & Bit(value)) != 0; }
  constexpr bool Intersects(EnumSet other) const { return (bits_ & other.bits_) != 0; }
  constexpr bool ContainsAll(EnumSet other) const { return (other.bits_ & ~bits_) == 0; }
  constexpr bool empty() const { return bits_ == 0; }
  // Bit n stands for value n.
  constexpr uint32_t bits() const { return bits_; }
  constexpr bool operator==(EnumSet other) const { return bits_ == other.bits_; }

 private:
  static constexpr uint32_t Bit(Enum value) {
    const auto number = static_cast<uint32_t>(value);
    return number == 0 || number > 31 ? 0 : uint32_t{1} << number;
  }
  uint32_t bits_ = 0;
};

// The tracks of a matter: one or more kinds.
using KindSet = EnumSet<config::v1::Kind>;
// The facts of a matter that hold.
using ConditionSet = EnumSet<config::v1::Condition>;

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_PROCEDURE_ENUM_SET_H_

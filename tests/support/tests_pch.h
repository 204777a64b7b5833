// tests/support/tests_pch.h: what nearly every test over the engine includes, compiled once (precompiled header).
#ifndef PLUMBLINE_TESTS_SUPPORT_TESTS_PCH_H_
#define PLUMBLINE_TESTS_SUPPORT_TESTS_PCH_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plumbline/v1/decision_service.pb.h"
#include "plumbline/v1/directory_service.pb.h"
#include "plumbline/v1/matter_service.pb.h"
#include "plumbline/v1/opinion_service.pb.h"
#include "plumbline/v1/registry_service.pb.h"
#include "plumbline/v1/review_service.pb.h"
#include "services/rooms_pch.h"

#endif  // PLUMBLINE_TESTS_SUPPORT_TESTS_PCH_H_

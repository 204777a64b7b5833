// tests/support/clients_tests_pch.h: what the tests over the clients include, compiled once (precompiled header).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include "clients/lib/clients_pch.h"

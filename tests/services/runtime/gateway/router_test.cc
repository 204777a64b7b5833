#include "services/runtime/gateway/router.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumbline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

HttpRoute Does() {
  HttpRoute route;
  route.handler = [](std::shared_ptr<HttpExchange>) {};
  return route;
}

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    router_.Add("GET", "/", Does());
    router_.Add("GET", "/tile/{path...}", Does());
    router_.Add("GET", "/uploads/{id}", Does());
    router_.Add("PUT", "/uploads/{id}", Does());
    router_.Add("POST", "/uploads", Does());
    router_.Add("GET", "/uploads/mine", Does());
    router_.Add("GET", "/a/{x}/b/{y}", Does());
  }
  Router router_;
};

TEST_F(RouterTest, FindsLiteralPathsOnly) {
  EXPECT_NE(router_.Find("GET", "/").route, nullptr);
  EXPECT_NE(router_.Find("POST", "/uploads").route, nullptr);
  for (const char* path :
       {"", "x", "//", "/uploads/", "/Uploads", "/tile", "/tile/", "/%2f", "/a"}) {
    const Router::Match match = router_.Find("GET", path);
    EXPECT_EQ(match.route, nullptr) << path;
    EXPECT_THAT(match.params, IsEmpty()) << path;
  }
}

TEST_F(RouterTest, CapturesOneSegment) {
  const Router::Match match = router_.Find("GET", "/uploads/42");
  ASSERT_NE(match.route, nullptr);
  EXPECT_THAT(match.params, ElementsAre(Pair("id", "42")));
  EXPECT_EQ(router_.Find("GET", "/uploads/42/more").route, nullptr);
}

TEST_F(RouterTest, CapturesSeveralSegments) {
  EXPECT_THAT(router_.Find("GET", "/a/1/b/2").params, ElementsAre(Pair("x", "1"), Pair("y", "2")));
  EXPECT_EQ(router_.Find("GET", "/a/1/c/2").route, nullptr);
  EXPECT_EQ(router_.Find("GET", "/a//b/2").route, nullptr);
}

TEST_F(RouterTest, CapturesTheRestWithItsSlashes) {
  EXPECT_THAT(router_.Find("GET", "/tile/0/x001/000.p/5").params,
              ElementsAre(Pair("path", "0/x001/000.p/5")));
}

TEST_F(RouterTest, PrefersTheLiteralPath) {
  const Router::Match match = router_.Find("GET", "/uploads/mine");
  ASSERT_NE(match.route, nullptr);
  EXPECT_THAT(match.params, IsEmpty());
}

TEST_F(RouterTest, AnswersHeadAsGet) {
  EXPECT_EQ(router_.Find("HEAD", "/uploads/42").route, router_.Find("GET", "/uploads/42").route);
  EXPECT_EQ(router_.Find("HEAD", "/uploads").route, nullptr);
}

TEST_F(RouterTest, NamesTheMethodsThatThePathKnows) {
  EXPECT_EQ(router_.Find("DELETE", "/uploads/42").allow, "GET, HEAD, PUT");
  EXPECT_EQ(router_.Find("GET", "/uploads").allow, "POST");
  EXPECT_EQ(router_.Find("get", "/").allow, "GET, HEAD");
  EXPECT_EQ(router_.Find("GET", "/nowhere").allow, "");
}

TEST(RouterDeathTest, StopsOnTwoHandlersForOneAddress) {
  Router router;
  router.Get("/x", [](std::shared_ptr<HttpExchange>) {});
  EXPECT_DEATH(router.Get("/x", [](std::shared_ptr<HttpExchange>) {}), "one handler");
}

}  // namespace
}  // namespace plumbline

#include "services/runtime/gateway/home_page.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "storage/merkle/hash.h"

namespace plumbline {
namespace {

constexpr absl::string_view kStyle =
    "body{font:1rem/1.7 system-ui,\"Noto Sans CJK SC\",\"Microsoft YaHei\",sans-serif;"
    "max-width:46rem;margin:0 auto;padding:1.5rem;color:#1b1b1b;background:#fff}"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}a{color:#0b57a4}"
    "code{font-family:ui-monospace,Consolas,monospace;overflow-wrap:anywhere;background:#f1f3f5;"
    "padding:.1em .3em;border-radius:3px}"
    ".rehearsal{border:2px solid #a15c00;background:#fff6e5;padding:.6rem 1rem;font-weight:bold}"
    "section+section{border-top:1px solid #ccc;margin-top:2.5rem}";

constexpr absl::string_view kRehearsal =
    "<p class=\"rehearsal\" role=\"note\">演练环境：这里的数据都不是真实的，不产生法律效力。<br>"
    "<span lang=\"en\">Rehearsal: nothing here is real or has legal effect.</span></p>\n";

// $STYLE, $REHEARSAL, $ORIGIN, $VKEY and $VERSION are filled in.
constexpr absl::string_view kPage = R"(<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>准绳 Plumbline</title>
<style>$STYLE</style>
</head>
<body>
<main>
$REHEARSAL<section lang="zh-CN">
<h1>准绳 · 合法性审查与存证</h1>
<p>本服务器办理行政规范性文件和重大行政决策的合法性审查，从送审到废止，每一步都写入不可篡改的记录。任何人都可以核对：记录只增不改，已有内容没有被删除或者改写。</p>
<h2>公开的核对材料</h2>
<ul>
<li><a href="/checkpoint">检查点</a>：记录当前的长度和根散列，由本服务器签名。</li>
<li><a href="/vkey">验证公钥</a>：<code>$VKEY</code></li>
<li><a href="/healthz">运行状态</a>、<a href="/metrics">运行指标</a>。</li>
</ul>
<h2>怎样核对</h2>
<ol>
<li>从可靠的渠道（例如公告、盖章的函）取得上面的验证公钥，与本页显示的比对。</li>
<li>保存一份检查点。以后再取一份，用任何支持 C2SP tlog-tiles 格式的工具核对后一份是前一份的延续。</li>
<li>记录的散列在 <code>/tile/&lt;层&gt;/&lt;序号&gt;</code>，各条记录的摘要在 <code>/tile/entries/&lt;序号&gt;</code>，可以从头重新计算根散列。</li>
<li>意见书所附的 <code>.tlog-proof</code> 文件不需要联网，用验证公钥即可核对。</li>
</ol>
<p>日志名称：<code>$ORIGIN</code>$VERSION</p>
</section>
<section lang="en">
<h1>Plumbline: legality review with a verifiable record</h1>
<p>This server carries normative documents and major administrative decisions through legality review. Every step is an entry of an append-only record. Anybody can check that nothing in it was removed or rewritten.</p>
<h2>For verifiers</h2>
<ul>
<li><a href="/checkpoint">Checkpoint</a>: current size and root hash of the record, signed by this server.</li>
<li><a href="/vkey">Verifier key</a>: <code>$VKEY</code></li>
<li><a href="/healthz">Health</a> and <a href="/metrics">metrics</a>.</li>
</ul>
<h2>How to verify</h2>
<ol>
<li>Get the verifier key from a source that you trust, such as a published notice, and compare it with the one on this page.</li>
<li>Keep a checkpoint. Fetch another one later and check, with any tool that reads C2SP tlog-tiles, that it continues the first.</li>
<li>Hashes are at <code>/tile/&lt;level&gt;/&lt;index&gt;</code>, digests of the entries at <code>/tile/entries/&lt;index&gt;</code>: the root can be computed again from the first entry on.</li>
<li>The <code>.tlog-proof</code> file that comes with an opinion letter is checked with the verifier key alone, without a network.</li>
</ol>
<p>Log: <code>$ORIGIN</code>$VERSION</p>
</section>
</main>
</body>
</html>
)";

}  // namespace

HttpResponse HomePage(const HomeFacts& facts) {
  HttpResponse response;
  response.content_type = std::string(kTextHtml);
  response.cache_control = std::string(kCacheRevalidate);
  // The policy names the digest of the one style sheet, so that no other style or script runs.
  response.headers.emplace_back(
      "content-security-policy",
      absl::StrCat("default-src 'none'; style-src 'sha256-", Base64Of(Sha256(kStyle)),
                   "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));
  response.body = absl::StrReplaceAll(
      kPage, {{"$STYLE", kStyle},
              {"$REHEARSAL", facts.rehearsal ? kRehearsal : absl::string_view()},
              {"$ORIGIN", HtmlEscape(facts.origin)},
              {"$VKEY", HtmlEscape(facts.vkey)},
              {"$VERSION", facts.version.empty()
                               ? std::string()
                               : absl::StrCat(" · Plumbline ", HtmlEscape(facts.version))}});
  return response;
}

}  // namespace plumbline

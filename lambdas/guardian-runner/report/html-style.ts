/** The report's looks. Colours are chosen for a contrast of at least 4.5 to 1 in both schemes. */
export const style = `
:root{color-scheme:light dark;--bg:#f4f5f8;--card:#fff;--ink:#16181d;--muted:#5a6170;--line:#e1e4ea;--code:#f1f3f7;--link:#2450c8;
--good:#0b7a44;--fair:#9a5b00;--poor:#c22121;--info:#4a5568;--low:#2a62b8;--track:#e6e9ef;--head:#10131a;--goodbg:#e2f5ea;--fairbg:#fdf0d9;--poorbg:#fde8e8;--lowbg:#e5effc;--infobg:#eceff4}
@media (prefers-color-scheme:dark){:root{--bg:#0e1015;--card:#171a21;--ink:#e9ebf0;--muted:#a0a7b5;--line:#2a2f3a;--code:#0f1218;--link:#8fb0ff;
--good:#4fd18b;--fair:#f2b24c;--poor:#ff8a8a;--info:#b3bccb;--low:#86b6ff;--track:#2a2f3a;--head:#08090c;--goodbg:#123021;--fairbg:#362708;--poorbg:#3a1719;--lowbg:#142743;--infobg:#252a34}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Open Sans",sans-serif;-webkit-text-size-adjust:100%}
.wrap,main{max-width:1080px;margin:0 auto;padding:0 24px}
.skip{position:absolute;left:-9999px}.skip:focus{left:16px;top:16px;background:#fff;color:#000;padding:8px 12px;z-index:1}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
header{background:var(--head);color:#fff;padding:32px 0 88px;border-top:6px solid #6b7280}
header.good{border-color:#2fbf71}header.bad{border-color:#f0524f}header.unknown{border-color:#f2b24c}
.brand{margin:0 0 20px;letter-spacing:.04em;color:#b8c0cf;font-size:14px}.brand b{color:#fff}
h1{margin:0;font-size:clamp(28px,5vw,42px);line-height:1.15;letter-spacing:-.02em}
.url{margin:10px 0 0;font-size:17px;color:#dfe4ee;overflow-wrap:anywhere}.title{margin:4px 0 0;color:#b8c0cf;overflow-wrap:anywhere}
.facts{display:flex;flex-wrap:wrap;gap:4px 18px;margin:14px 0 0;color:#b8c0cf;font-size:14px}
h2{font-size:22px;letter-spacing:-.01em;margin:40px 0 14px}h3{font-size:17px;margin:26px 0 10px}
.muted{color:var(--muted)}.small{font-size:14px}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;margin:0}
.overview{display:grid;gap:16px;margin-top:-56px;grid-template-columns:minmax(0,1fr) minmax(0,1fr);align-items:stretch}
.verdict{padding:24px;display:flex;gap:24px;align-items:center}.verdict h2{margin:0 0 6px;font-size:18px}.verdict p{margin:0}
.reasons{margin:0;padding-left:18px}.reasons li{margin:2px 0;overflow-wrap:anywhere}
.rings{list-style:none;padding:20px 12px;display:grid;grid-template-columns:repeat(auto-fit,minmax(88px,1fr));gap:16px 4px;align-items:center;align-content:center}
.ring{text-align:center;flex:none}.ring svg{width:76px;height:76px;display:block;margin:0 auto}.ring.large svg{width:124px;height:124px}
.ring span{display:block;font-size:13px;margin-top:6px;color:var(--muted)}.ring.large span{font-size:14px}
.ring circle{fill:none;stroke-width:9}.ring .track{stroke:var(--track)}.ring .fill{stroke:currentColor;stroke-linecap:round}
.ring text{font-size:34px;font-weight:700;fill:var(--ink)}
.good{color:var(--good)}.fair{color:var(--fair)}.poor{color:var(--poor)}
.shot{grid-column:1/-1;padding:16px;overflow:hidden}.shot .frame{border:1px solid var(--line);border-radius:10px;overflow:hidden;background:#fff}
.shot img{display:block;width:100%;height:auto}.shot.mobile .frame{width:min(320px,100%);margin:0 auto;border-radius:24px}
.shot.desktop .frame{max-height:400px}figcaption{font-size:14px;color:var(--muted);margin-top:10px;text-align:center}
.table{overflow-x:auto;padding:6px 18px}table{border-collapse:collapse;width:100%;font-size:15px}
th,td{text-align:left;padding:11px 10px;border-bottom:1px solid var(--line)}tbody tr:last-child>*{border-bottom:0}
thead th{font-size:13px;color:var(--muted);font-weight:600}tbody th{font-weight:500}.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.state{display:inline-flex;align-items:center;gap:10px;font-size:14px;font-weight:600;white-space:nowrap}
.bar{width:90px;height:7px;border-radius:4px;background:var(--track);overflow:hidden;flex:none}.bar i{display:block;height:100%;min-width:3px;background:currentColor}
.counts{list-style:none;display:flex;flex-wrap:wrap;gap:8px 18px;padding:0;margin:0 0 6px;font-weight:600}
.count{font-size:13px;font-weight:600;color:var(--muted);background:var(--infobg);border-radius:999px;padding:2px 10px;margin-left:6px}
.count.clean{color:var(--good);background:var(--goodbg)}.count.unmeasured{color:var(--fair);background:var(--fairbg)}
.badge{display:inline-block;font-size:12px;font-weight:700;border-radius:6px;padding:2px 8px;letter-spacing:.02em}
.badge.critical{color:#fff;background:#b91c1c}.badge.high{color:var(--poor);background:var(--poorbg)}.badge.medium{color:var(--fair);background:var(--fairbg)}
.badge.low{color:var(--low);background:var(--lowbg)}.badge.info{color:var(--info);background:var(--infobg)}
.issue{margin:0 0 10px;border-left-width:4px}.issue.critical{border-left-color:#b91c1c}.issue.high{border-left-color:var(--poor)}
.issue.medium{border-left-color:var(--fair)}.issue.low{border-left-color:var(--low)}
summary{cursor:pointer;padding:13px 16px;display:flex;gap:12px;align-items:baseline;list-style:none;border-radius:12px}summary::-webkit-details-marker{display:none}
summary::after{content:"+";margin-left:auto;color:var(--muted);font-weight:600}details[open]>summary::after{content:"–"}
summary:focus-visible,a:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.what{font-weight:600;overflow-wrap:anywhere;min-width:0}.nodes{color:var(--muted);font-size:14px;white-space:nowrap}
.body{padding:0 16px 14px}.body p{margin:0 0 10px;overflow-wrap:anywhere}.body p:last-child{margin:0;display:flex;flex-wrap:wrap;gap:6px 14px;align-items:center;color:var(--muted)}
.suggestion{background:var(--lowbg);border-radius:8px;padding:9px 12px}.suggestion b{color:var(--low);margin-right:6px}
.tag{color:var(--good);background:var(--goodbg);border-radius:6px;padding:1px 8px;font-weight:600}
.places{padding-left:22px;margin:0 0 10px}.places li{margin:0 0 8px}.places li::marker{color:var(--muted);font-size:14px}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px}
pre{margin:4px 0 0;background:var(--code);border:1px solid var(--line);border-radius:8px;padding:8px 10px;white-space:pre-wrap;overflow-wrap:anywhere}
.selector{overflow-wrap:anywhere;color:var(--muted)}a{color:var(--link)}
.plain{list-style:none;padding:8px 18px;font-size:15px}.plain li{padding:6px 0;overflow-wrap:anywhere}.plain code{color:var(--muted);margin-right:8px}
footer{margin:48px 0 32px;color:var(--muted);font-size:13px}footer p{margin:2px 0}
@media (max-width:720px){.wrap,main{padding:0 16px}.overview{grid-template-columns:minmax(0,1fr)}.verdict{padding:20px;gap:18px}.ring.large svg{width:96px;height:96px}.bar{display:none}.table{padding:4px 6px}.table table{font-size:14px}th,td{padding:10px 6px}.state{white-space:normal;font-size:13px}}
@media print{:root{color-scheme:light}body{background:#fff;font-size:12px}header{background:#fff;color:#000;padding:12px 0 16px}.url,.title,.facts,.brand,.brand b{color:#000}.overview{margin-top:0}.card{break-inside:avoid}.skip,summary::after{display:none}details::details-content{content-visibility:visible;block-size:auto}.shot.desktop .frame{max-height:none}}
`;

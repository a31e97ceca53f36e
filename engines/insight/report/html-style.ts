/** The report's looks. Colours of text have a contrast of at least 4.5 to 1 in both schemes, those of charts 3 to 1. */
export const style = `
:root{color-scheme:light dark;--bg:#f4f5f8;--card:#fff;--ink:#16181d;--muted:#5a6170;--line:#e1e4ea;--edge:#868e9c;--code:#f6f7fa;--link:#2450c8;--head:#10131a;--track:#e9ecf1;
--critical:#b91c1c;--high:#cf4a12;--medium:#a86a00;--low:#2a62b8;--info:#667085;--good:#0b7a44;
--criticalbg:#fde4e4;--highbg:#fdeadf;--mediumbg:#fcf0d6;--lowbg:#e5effc;--infobg:#eceff4;--goodbg:#e2f5ea;--hightext:#ad3a08;--mediumtext:#855300;--infotext:#4a5568}
@media (prefers-color-scheme:dark){:root{--bg:#0e1015;--card:#171a21;--ink:#e9ebf0;--muted:#a0a7b5;--line:#2a2f3a;--edge:#7a8393;--code:#0f1218;--link:#8fb0ff;--head:#08090c;--track:#2a2f3a;
--critical:#ff6b6b;--high:#ff9457;--medium:#f0bd4a;--low:#86b6ff;--info:#a3adbd;--good:#4fd18b;
--criticalbg:#45171a;--highbg:#3d2113;--mediumbg:#362708;--lowbg:#142743;--infobg:#252a34;--goodbg:#123021;--hightext:#ff9457;--mediumtext:#f0bd4a;--infotext:#b3bccb}}
*{box-sizing:border-box}[hidden]{display:none!important}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Open Sans",sans-serif;-webkit-text-size-adjust:100%}
.wrap,main{max-width:1120px;margin:0 auto;padding:0 24px}
.skip{position:absolute;left:-9999px}.skip:focus{left:16px;top:16px;background:#fff;color:#000;padding:12px;z-index:1}
.hidden.hidden{position:absolute;padding:0;margin:0;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
header{background:var(--head);color:#fff;padding:32px 0 92px;border-top:6px solid #6b7280}
header.good{border-color:#2fbf71}header.bad{border-color:#f0524f}header.fair{border-color:#f2b24c}
.brand{margin:0 0 20px;letter-spacing:.04em;color:#b8c0cf;font-size:14px}.brand b{color:#fff}
h1{margin:0;font-size:clamp(28px,5vw,42px);line-height:1.15;letter-spacing:-.02em}
.project{margin:10px 0 0;font-size:17px;color:#dfe4ee;overflow-wrap:anywhere}
.facts{display:flex;flex-wrap:wrap;gap:4px 18px;margin:14px 0 0;color:#b8c0cf;font-size:14px}.facts span{overflow-wrap:anywhere}
h2{font-size:22px;letter-spacing:-.01em;margin:40px 0 14px}h3{font-size:15px;margin:0 0 14px;color:var(--muted);font-weight:600}
.muted{color:var(--muted)}.small{font-size:14px}.card{background:var(--card);border:1px solid var(--line);border-radius:14px}
.grid{display:grid;gap:16px;grid-template-columns:repeat(12,minmax(0,1fr))}.grid>*{padding:20px 22px;grid-column:span 6;min-width:0}
.overview{margin-top:-60px}.overview>*{grid-column:span 4}.overview.two>*{grid-column:span 6}
.risk{display:flex;gap:18px;align-items:center}.risk h3,.risk p{margin:0}.risk svg{width:104px;height:104px;flex:none}
svg text{fill:var(--ink);font-weight:700}circle{fill:none}.track{stroke:var(--track)}
.donut{display:flex;gap:20px;align-items:center}.donut svg{width:116px;height:116px;flex:none}
.s-critical{stroke:var(--critical)}.s-high{stroke:var(--high)}.s-medium{stroke:var(--medium)}.s-low{stroke:var(--low)}.s-info{stroke:var(--info)}.s-good{stroke:var(--good)}
.f-critical{fill:var(--critical)}.f-high{fill:var(--high)}.f-medium{fill:var(--medium)}.f-low{fill:var(--low)}.f-info{fill:var(--info)}
.legend{list-style:none;margin:0;padding:0;flex:1;font-size:14px}.legend li{display:flex;align-items:center;gap:8px;padding:1px 0}.legend b{margin-left:auto;font-variant-numeric:tabular-nums}.legend svg{width:10px;height:10px;flex:none}
.delta{list-style:none;margin:0;padding:0}.delta li{display:flex;align-items:baseline;gap:10px;padding:3px 0}.delta b{font-size:22px;line-height:1.2;min-width:2ch;font-variant-numeric:tabular-nums}.delta .new b{color:var(--critical)}.delta .none b{color:var(--muted)}.delta .resolved b{color:var(--good)}
.bars{list-style:none;margin:0;padding:0;font-size:14px}.bars li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:2px 12px;padding:5px 0}.bars svg{grid-column:1/-1;width:100%;height:9px;border-radius:5px;background:var(--track);display:block}
.bars .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.bars .path{direction:rtl;text-align:left}.bars b{font-variant-numeric:tabular-nums}
.trend{grid-column:1/-1}.trend svg{width:100%;height:120px;display:block;overflow:visible}.trend .line{fill:none;stroke:var(--link);stroke-width:2.5;vector-effect:non-scaling-stroke;stroke-linejoin:round}.trend .area{fill:var(--link);opacity:.12}.trend .grid-line{stroke:var(--line);vector-effect:non-scaling-stroke}
.ends{display:flex;justify-content:space-between;gap:16px;font-size:14px;color:var(--muted);margin:8px 0 0}
.notice{margin:16px 0 0;padding:14px 18px;border-left:4px solid var(--medium);overflow-wrap:anywhere}
.filters{display:grid;gap:12px;padding:16px 18px;margin:0 0 12px;grid-template-columns:2fr 1fr 1fr 1fr}.filters fieldset{border:0;margin:0;padding:0;grid-column:1/-1;display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.filters label{font-size:13px;color:var(--muted);min-width:0}.filters input[type=search],select{font:inherit;font-size:16px;width:100%;min-height:44px;padding:8px 10px;margin-top:2px;border:1px solid var(--edge);border-radius:9px;background:var(--card);color:var(--ink)}
.chip{display:inline-flex;align-items:center;gap:7px;min-height:44px;padding:0 14px;border:1px solid var(--edge);border-radius:999px;cursor:pointer}.filters .chip{color:var(--ink);font-size:14px}.chip input{width:16px;height:16px;margin:0;accent-color:var(--link)}
button{font:inherit;font-size:14px;min-height:44px;padding:0 14px;border:1px solid var(--edge);border-radius:9px;background:var(--card);color:var(--ink);cursor:pointer}
#shown{margin:0 0 0 auto;font-size:14px;color:var(--muted)}
:is(summary,a,button,select,input):focus-visible,.chip:focus-within{outline:3px solid var(--link);outline-offset:2px}
.badge{display:inline-block;font-size:12px;font-weight:700;border-radius:6px;padding:2px 8px;letter-spacing:.02em;flex:none}
.badge.critical{color:#fff;background:#b91c1c}.badge.high{color:var(--hightext);background:var(--highbg)}.badge.medium{color:var(--mediumtext);background:var(--mediumbg)}
.badge.low{color:var(--low);background:var(--lowbg)}.badge.info{color:var(--infotext);background:var(--infobg)}.badge.good{color:var(--good);background:var(--goodbg)}.badge.new{color:var(--link);border:1px solid;padding:1px 7px}
.i{margin:0 0 8px;border-left:4px solid var(--info)}.long .i{content-visibility:auto;contain-intrinsic-size:auto 78px}.i.critical{border-left-color:var(--critical)}.i.high{border-left-color:var(--high)}.i.medium{border-left-color:var(--medium)}.i.low{border-left-color:var(--low)}
summary{cursor:pointer;min-height:44px;padding:12px 16px;display:grid;grid-template-columns:auto minmax(0,1fr) auto;gap:2px 12px;align-items:baseline;list-style:none;border-radius:12px}summary::-webkit-details-marker{display:none}
summary::after{content:"+";color:var(--muted);font-weight:600;grid-column:3;grid-row:1}details[open]>summary::after{content:"–"}
.tags{display:flex;gap:6px;align-items:baseline;min-width:66px}.compared .tags{min-width:114px}.what{font-weight:600;overflow-wrap:anywhere;min-width:0}.at{grid-column:2/-1;color:var(--muted);font-size:13px;overflow-wrap:anywhere}
.what code,.suggestion code{background:var(--infobg);border-radius:4px;padding:1px 4px;font-size:.88em}
.body{padding:0 16px 14px}.body p{margin:10px 0 0;overflow-wrap:anywhere}
code,pre,.at{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}code,pre{font-size:13px}
pre{margin:0;background:var(--code);border:1px solid var(--line);border-radius:9px;padding:8px 0;overflow-x:auto;line-height:1.6}
.l{display:block;padding:0 14px 0 64px;white-space:pre-wrap;overflow-wrap:anywhere;position:relative}.l::before{content:attr(data-l);position:absolute;left:0;width:50px;text-align:right;color:var(--muted);user-select:none}.l.hit{background:var(--mediumbg)}
.suggestion{background:var(--lowbg);border-radius:8px;padding:9px 12px}.suggestion b{color:var(--low);margin-right:6px}
.meta{display:flex;flex-wrap:wrap;gap:6px 14px;align-items:center;color:var(--muted);font-size:14px}.rule{user-select:all;color:var(--ink);background:var(--infobg);padding:3px 8px;border-radius:6px;overflow-wrap:anywhere}
.copy{margin-left:auto}.tag{color:var(--good);background:var(--goodbg);border-radius:6px;padding:1px 8px;font-weight:600}a{color:var(--link)}
.fold{margin:12px 0}.fold>summary{font-weight:600;grid-template-columns:minmax(0,1fr) auto}.fold>summary::after{grid-column:2}.fold .plain{padding:0 18px 12px}
.plain{list-style:none;margin:0;font-size:14px}.plain li{padding:5px 0;overflow-wrap:anywhere;border-top:1px solid var(--line)}
.table{overflow-x:auto;padding:4px 16px}table{border-collapse:collapse;width:100%;font-size:14px}th,td{text-align:left;padding:10px 8px;border-bottom:1px solid var(--line);vertical-align:top}tbody tr:last-child>*{border-bottom:0}
thead th{font-size:13px;color:var(--muted);font-weight:600}tbody th{font-weight:600}.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td ul{margin:0;padding-left:18px}.failed>*{border-bottom:0}.failed+tr td{padding-top:0}td{overflow-wrap:anywhere}
footer{margin:48px 0 32px;color:var(--muted);font-size:13px}footer p{margin:2px 0;overflow-wrap:anywhere}
@media (max-width:900px){.overview>*,.overview.two>*{grid-column:span 12}.grid>*{grid-column:span 12}.filters{grid-template-columns:1fr 1fr}.filters label:first-child{grid-column:1/-1}}
@media (max-width:560px){.wrap,main{padding:0 14px}.grid>*{padding:18px 16px}.filters{grid-template-columns:minmax(0,1fr);padding:14px}summary{padding:12px;grid-template-columns:minmax(0,1fr) auto}.tags{grid-column:1}.what,.at{grid-column:1/-1}.i>summary::after{grid-column:2}.body{padding:0 12px 12px}.l{padding-left:44px}.l::before{width:34px}.table{padding:2px 8px}th,td{padding:9px 5px}#shown{margin:0}.chip{padding:0 11px}}
@media print{:root{color-scheme:light}body{background:#fff;font-size:12px}header{background:#fff;color:#000;padding:12px 0 16px}.project,.facts,.brand,.brand b{color:#000}.overview{margin-top:0}.card{break-inside:avoid}.skip,.filters,.copy,summary::after{display:none!important}.long .i{content-visibility:visible}details::details-content{content-visibility:visible;block-size:auto}*{print-color-adjust:exact}}
`;

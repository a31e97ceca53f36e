/** Modules that are not found, and the names of node that stand for its types: the import detector tells of files of the repository. */
export const missingModule: ReadonlySet<number> = new Set([
  ...[2307, 2792, 7016, 2882, 2875, 2874, 2580, 2581, 2591, 2592, 2688, 2732, 6137, 1471, 1479, 1541, 1542, 1543],
]);

/** Errors that come from packages that are not installed, or that other detectors tell. */
export const alwaysDropped: ReadonlySet<number> = new Set([
  // Globals and libraries of a platform, of a test runner, of JSX.
  ...[2318, 2503, 2550, 2582, 2583, 2584, 2585, 2593, 2602, 2604, 2607, 2686, 2786, 7026, 2694, 2709, 2867, 2868],
  // Additions to modules that are not there.
  ...[2664, 2665, 2669, 2671, 2300, 2451, 2397, 2403, 2649, 2687, 2717],
  // What a file does or does not export, which is said by the import detector; and how its extension has to be written.
  ...[1192, 1259, 2305, 2306, 2459, 2460, 2497, 2498, 2613, 2614, 2616, 2724, 2834, 2835, 2846, 5097, 6142],
  // A suppression that hides nothing may hide something when packages are there.
  2578,
  // A condition that is always true, which it is not for an index that may have no value.
  2774,
  // Types of generators, decorators and declarations that ask for what only a package says.
  ...[1238, 1239, 1240, 1241, 1270, 2354, 4033, 4114, 4112, 4113, 2343, 2807, 7057],
]);

/** What has no type, or too wide a one: it is often typed by what calls it, and that may be a package. */
export const untyped: ReadonlySet<number> = new Set([
  ...[7005, 7006, 7008, 7009, 7010, 7011, 7015, 7017, 7018, 7019, 7022, 7023, 7024, 7025, 7031, 7033, 7034, 7041, 7052],
  ...[7053, 2347, 2683, 18_046, 2571, 2769, 2344, 2589, 2698, 2700, 2411, 2358, 2359, 2349, 2556],
]);

/** Globals of which the compiler itself says that a package brings them. */
export const missingGlobal: ReadonlySet<number> = new Set([2503, 2582, 2584, 2593, 2580, 2591, 2867, 2868, 7017]);

/** A value that may be undefined, or a path without a result: unless a function ends or proves it. */
export const maybeNothing: ReadonlySet<number> = new Set([
  ...[2531, 2532, 2533, 2454, 2366, 2355, 7030, 18_047, 18_048, 18_049, 2721, 2722, 2723, 2538, 2488],
  7027,
]);

/** Also what is wrong only as far as it may be `undefined` or `null`. */
export const isAboutNothing = (code: number, message: string) =>
  maybeNothing.has(code) || /\b(?:undefined|null)\b/.test(message);

/** Types of the platform that packages add to, and results of its functions that are others on Node. */
export const packageTypes: readonly RegExp[] = [
  /on type '(?:Window(?: & typeof globalThis)?|typeof globalThis|ImportMeta|ImportMetaEnv|ErrorConstructor|Console|Navigator)'/,
  /on type '(?:ReadableStream|Response|Request|RequestInit|Headers|AbortSignal|Document|ElementInternals|ProcessEnv)\b/,
  /in type '(?:RequestInit|ResponseInit|CSSProperties|Properties|ErrorOptions)\b/,
  /Property '(?:unref|ref|hasRef|refresh)' does not exist on type 'number'/,
  /\b(?:IntrinsicAttributes|IntrinsicClassAttributes|Timeout|Timer)\b/,
];

/** Names that packages of types declare for all files. */
export const packageGlobals: ReadonlySet<string> = new Set(
  `process Buffer global require module exports __dirname __filename setTimeout clearTimeout setInterval clearInterval
  setImmediate clearImmediate queueMicrotask structuredClone console URL URLSearchParams URLPattern TextEncoder TextDecoder
  AbortController AbortSignal Event EventTarget CustomEvent MessageChannel MessagePort MessageEvent BroadcastChannel fetch
  Headers Request Response FormData Blob File ReadableStream WritableStream TransformStream CompressionStream WebSocket
  WebAssembly performance crypto CryptoKey SubtleCrypto Crypto navigator localStorage sessionStorage atob btoa
  DOMException RequestInit ResponseInit RequestInfo BodyInit HeadersInit BlobPart BufferSource EventListener
  Performance PerformanceObserver Navigator ErrorEvent CloseEvent EventSource Storage ReadableStreamDefaultReader
  ReadableStreamDefaultController TextDecoderStream TextEncoderStream BufferEncoding AlgorithmIdentifier JsonWebKey
  window document self name location alert HTMLElement Element Node
  NodeJS NodeRequire NodeModule React JSX Express google chrome browser Deno Bun EdgeRuntime caches
  ExecutionContext KVNamespace D1Database R2Bucket DurableObjectNamespace DurableObjectState Fetcher
  describe it test expect before after beforeEach afterEach beforeAll afterAll jest vi vitest suite specify cy Cypress
  chai sinon assert mocha jasmine spyOn fail page browser context $ jQuery _ angular THREE
  defineProps defineEmits defineExpose withDefaults defineModel defineSlots defineOptions
  defineNuxtConfig defineNuxtPlugin defineEventHandler useRuntimeConfig definePageMeta
  LayoutProps PageProps RouteContext GeolocationPosition gapi gtag dataLayer Stripe Office Excel wx uni getApp Component Page App`.split(
    /\s+/,
  ),
);

// Who may import whom. The modules stand in one order; each may use only earlier ones, through their index.
const order = ["policy", "evidence", "authority", "access", "register", "contracts", "staffing", "sources", "media", "publishing", "flow", "inbox", "drift", "lifecycle", "notices"];
const tests = "\\.(test|spec)\\.tsx?$";
const from = (path, more = {}) => ({ path, pathNot: tests, ...more });

const modules = order.flatMap((name, position) => {
  const later = order.slice(position + 1);
  const others = order.filter((other) => other !== name);
  return [
    ...(later.length > 0
      ? [{ name: `${name}-uses-only-earlier-modules`, severity: "error", from: from(`^src/modules/${name}/`), to: { path: `^src/modules/(${later.join("|")})/` } }]
      : []),
    { name: `${name}-uses-others-through-their-index`, severity: "error", from: from(`^src/modules/${name}/`), to: { path: `^src/modules/(${others.join("|")})/`, pathNot: "/index\\.ts$" } },
  ];
});

export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    { name: "kernel-imports-nothing", severity: "error", from: from("^src/kernel/"), to: { pathNot: "^src/kernel/" } },
    { name: "platform-knows-no-product", severity: "error", from: from("^src/platform/"), to: { path: "^src/(modules|networks|web|app)/" } },
    { name: "rules-are-pure", severity: "error", from: from("^src/modules/[^/]+/rules/"), to: { pathNot: "^src/(kernel|modules/[^/]+/rules)/" } },
    { name: "rules-of-own-module", severity: "error", from: from("^src/modules/([^/]+)/rules/"), to: { path: "^src/modules/", pathNot: "^src/modules/$1/" } },
    ...modules,
    { name: "modules-know-no-adapter", severity: "error", from: from("^src/modules/"), to: { path: "^src/(networks/(?!contract/)|web/|app/)" } },
    { name: "contract-imports-kernel-only", severity: "error", from: from("^src/networks/contract/"), to: { pathNot: "^src/(kernel|networks/contract)/" } },
    { name: "networks-stand-alone", severity: "error", from: from("^src/networks/([^/]+)/"), to: { path: "^src/(modules|web|app|networks)/", pathNot: "^src/networks/(contract|testkit|$1)/" } },
    { name: "web-uses-modules-through-their-index", severity: "error", from: from("^src/web/"), to: { path: "^src/modules/[^/]+/", pathNot: "/index\\.ts$|/rules/" } },
    { name: "only-the-browser-takes-rules", severity: "error", from: from("^src/web/", { pathNot: ["^src/web/office/client/", tests] }), to: { path: "^src/modules/[^/]+/rules/" } },
    { name: "web-knows-no-adapter-and-no-app", severity: "error", from: from("^src/web/"), to: { path: "^src/(networks/(?!contract/)|app/)" } },
    { name: "web-writes-no-sql", severity: "error", from: from("^src/web/"), to: { path: "node_modules/(kysely|pg)/" } },
    { name: "browser-takes-types-only", severity: "error", from: from("^src/web/(office/client|ui)/"), to: { path: "^src/(modules/[^/]+/(?!rules/)|platform/|app/)|^src/web/(office/server|http|portal|entry|api)/", dependencyTypesNot: ["type-only"] } },
    { name: "app-uses-modules-through-their-index", severity: "error", from: from("^src/app/"), to: { path: "^src/modules/[^/]+/", pathNot: "/index\\.ts$" } },
    // Fakes play networks, for tests: the product must not come to depend on them.
    { name: "fakes-are-for-tests", severity: "error", from: from("^src/", { pathNot: [tests, "^src/networks/testkit/", "^src/networks/[^/]+/fake[^/]*\\.ts$"] }), to: { path: "^src/networks/(testkit/|[^/]+/fake[^/]*\\.ts$)" } },
    { name: "one-way-out", severity: "error", from: from("^src/", { pathNot: ["^src/platform/egress/", "^src/platform/mail/", "^src/networks/testkit/loopback\\.ts$", "^src/app/process\\.ts$", tests] }), to: { path: "node_modules/(undici|nodemailer)/|^(node:)?(http|https|http2|net|tls|dns|dns/promises|dgram)$", dependencyTypesNot: ["type-only"] } },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"], extensions: [".ts", ".tsx", ".js", ".mjs", ".json"] },
  },
};

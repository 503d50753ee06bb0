import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/**
 * The back office is the only thing that is built. The server gives `dist/office/index.html` for every address under
 * `/app/`; nothing in it is inline, so that the content security policy needs no exception.
 */
export default defineConfig({
  root: "src/web/office/client",
  base: "/app/",
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: "../../../../dist/office",
    emptyOutDir: true,
    assetsDir: "assets",
    // A small picture as a data: address would need an exception in the policy.
    assetsInlineLimit: 0,
    target: "es2023",
    modulePreload: { polyfill: false },
  },
});

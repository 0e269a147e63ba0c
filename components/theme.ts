import { Button, createTheme, InputWrapper, type MantineColorsTuple, Modal } from "@mantine/core";

const indigo: MantineColorsTuple = [
  "#edf2ff",
  "#dbe4ff",
  "#bac8ff",
  "#91a7ff",
  "#8ea8ff",
  "#5c7cfa",
  "#3b5bdb",
  "#3451c4",
  "#2b44a8",
  "#22378a",
];

// Mantine's own greys for the dark scheme, on the tokens' hue: menus, controls, borders.
const dark: MantineColorsTuple = [
  "#e6e9ef",
  "#c5ccd8",
  "#a5afbf",
  "#8b96a8",
  "#3d4657",
  "#272d39",
  "#1b2029",
  "#161a22",
  "#12161d",
  "#0f1218",
];

const FILLED = {
  "--button-bg": "var(--accent)",
  "--button-hover": "var(--accent-hover)",
  "--button-color": "var(--on-accent)",
};

/** Mantine's side of the look; the colours of surfaces, text and statuses are in tokens.css, for both schemes. */
export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 6, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  colors: { indigo, dark },
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.1875rem" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.45", lg: "1.5", xl: "1.3" },
  defaultRadius: "md",
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "10px", xl: "12px" },
  headings: { fontFamily: '"Inter Variable", system-ui, sans-serif', fontWeight: "600" },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Button: Button.extend({
      defaultProps: { size: "sm" },
      vars: (_theme, { variant = "filled" }) => ({ root: variant === "filled" ? FILLED : {} }),
    }),
    InputWrapper: InputWrapper.extend({
      styles: { label: { marginBottom: 4 } },
    }),
    Modal: Modal.extend({
      styles: {
        content: { backgroundColor: "var(--panel)" },
        header: { backgroundColor: "var(--panel)" },
        title: { color: "var(--text)", fontSize: 15 },
      },
    }),
  },
});

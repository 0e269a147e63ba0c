import { columnVisibilityFeature, tableFeatures } from "@tanstack/react-table";

/** What our tables use of the table library. Order, filters and pages are the server's, from the address. */
export const tableParts = tableFeatures({ columnVisibilityFeature });
export type TableParts = typeof tableParts;

/** What every row needs beside its cells: where it leads, and what the copy key takes. */
export type TableRow = { id: string; href: string; copy: string | null };

/** A turbine or other machine, by its name; empty for a Source that has just one. */
export type Asset = string

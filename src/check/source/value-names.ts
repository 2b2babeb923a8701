/** What a column of values is called where rows have one each; PostgreSQL reads the pattern too. */
export const valueNames =
  /^(?:v|pv|val|valor|wert|messwert|reading|num|number|float|double|raw|.*value.*)$/i

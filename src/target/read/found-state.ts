/**
 * In SQL, of a row `seen` of source_day and the row `load` of the same day, if there is one: its `FoundState`, null where
 * the last look says no more than the ledger.
 */
export const foundState = `case
  when load.status is null or load.status = 'failed' then
    case when seen.source_rows > 0 then 'missing' else 'no-source-data' end
  when load.started_at >= seen.seen_at then null
  when load.status = 'no-source-data' then case when seen.source_rows > 0 then 'missing' end
  when load.time_zone <> seen.time_zone or load.sample_label <> seen.sample_label then null
  when seen.source_rows = 0 or seen.source_values = 0 and load.valid > 0 then 'lost'
  when load.fingerprint is distinct from seen.fingerprint then 'changed'
end`

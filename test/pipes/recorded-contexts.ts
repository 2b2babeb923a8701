/** Contexts as Dagster 1.13 wrote them; each is what a file or the variable itself held. */
export const oneDay = {
  asset_keys: ['ten_minute_statistics'],
  code_version_by_asset_key: { ten_minute_statistics: null },
  provenance_by_asset_key: { ten_minute_statistics: null },
  partition_key: '2025-01-03',
  partition_key_range: { start: '2025-01-03', end: '2025-01-03' },
  partition_time_window: { start: '2025-01-03T00:00:00+00:00', end: '2025-01-04T00:00:00+00:00' },
  run_id: '55af764b-ec0e-491f-a442-6c931e475db8',
  job_name: 'load_days',
  retry_number: 0,
  extras: { partition_keys: ['2025-01-03'] },
}

export const severalDays = {
  ...oneDay,
  provenance_by_asset_key: {
    ten_minute_statistics: {
      code_version: '55af764b-ec0e-491f-a442-6c931e475db8',
      input_data_versions: {},
      is_user_provided: false,
    },
  },
  partition_key: null,
  partition_key_range: null,
  partition_time_window: null,
  retry_number: 1,
  extras: { partition_keys: ['2025-01-03', '2025-01-04'] },
}

/** Of an op that makes no asset. */
export const noAsset = {
  ...severalDays,
  asset_keys: null,
  code_version_by_asset_key: null,
  provenance_by_asset_key: null,
  extras: {},
}

/** Endings of artifacts that need no explanation: arrays, metadata, logs, media, tables, models and reports (spec 2.6). */
export const ALLOWED_ENDINGS: readonly string[] = [
  ...['.npz', '.npy', '.json', '.jsonl', '.yaml', '.yml', '.toml', '.txt', '.log', '.xml'],
  ...['.png', '.jpg', '.jpeg', '.gif', '.webp', '.bmp', '.tif', '.tiff', '.svg', '.exr', '.dcm', '.nii'],
  ...['.mp4', '.webm', '.mkv', '.avi', '.mov', '.wav', '.mp3', '.flac', '.ogg'],
  ...['.csv', '.tsv', '.parquet', '.arrow', '.feather', '.h5', '.hdf5', '.zarr', '.sqlite', '.xlsx'],
  ...[
    '.pt',
    '.pth',
    '.ckpt',
    '.safetensors',
    '.onnx',
    '.gguf',
    '.tflite',
    '.pb',
    '.engine',
    '.bin',
    '.model',
    '.vocab',
  ],
  ...['.md', '.html', '.htm', '.pdf', '.tex', '.ipynb', '.ply', '.pcd', '.obj', '.glb', '.las', '.stl'],
  ...['.gz', '.zip', '.tar', '.tgz', '.patch', '.diff', '.sha256'],
]

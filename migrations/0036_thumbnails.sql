-- compatible: 0001
-- Small copies of pictures, made when somebody first looks at one; they go with the picture.

CREATE TABLE thumbnails (
  sha256 TEXT PRIMARY KEY REFERENCES blobs (sha256) ON DELETE CASCADE,  -- of the picture
  webp BYTES,                                  -- NULL: it has none, and is shown itself
  created_at BIGINT NOT NULL
);

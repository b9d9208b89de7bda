/// How many bytes of ASCII a text begins with. It is read by the chunk, since most of a
/// reply is nothing else.
pub(crate) fn ascii_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    while let Some(chunk) = bytes.get(length..length + 32)
        && chunk.is_ascii()
    {
        length += 32;
    }
    let rest = bytes.get(length..).unwrap_or(&[]);
    length + rest.iter().take_while(|b| b.is_ascii()).count()
}

/// Where the next character beyond ASCII begins, from `at` on.
pub(crate) fn next_beyond_ascii(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    let length = ascii_length(rest);
    (length < rest.len()).then_some(at + length)
}

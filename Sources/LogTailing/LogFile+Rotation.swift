extension LogFile {
    /// Whether this file's name says that it was the other one before a rotation.
    package func isRotation(of other: LogFile) -> Bool {
        guard path != other.path, path.directory == other.path.directory else { return false }
        let plain = RotatedName.uncompressed(path.name) ?? path.name
        return plain == other.path.name || RotatedName.bases(of: plain).contains(other.path.name)
    }
}

/// File systems whose changes the kernel may not tell of, because another machine or program makes them.
enum EventlessFileSystem: String, CaseIterable {
    case afs, beegfs, ceph, cifs, coda, fuse, gfs2, gpfs, lustre, nfs, ocfs2, panfs, plan9 = "9p", vboxsf,
        vmhgfs

    /// By the magic numbers that statfs(2) and the drivers of those outside of the kernel list.
    init?(type: Int64) {
        switch type {
        case 0x5346_414F, 0x6B41_4653: self = .afs
        case 0x1983_0326: self = .beegfs
        case 0x00C3_6400: self = .ceph
        case 0xFF53_4D42, 0xFE53_4D42, 0x517B: self = .cifs
        case 0x7375_7245: self = .coda
        case 0x6573_5546: self = .fuse
        case 0x0116_1970: self = .gfs2
        case 0x4750_4653: self = .gpfs
        case 0x0BD0_0BD0: self = .lustre
        case 0x6969: self = .nfs
        case 0x7461_636F: self = .ocfs2
        case 0xAAD7_AAEA: self = .panfs
        case 0x0102_1997: self = .plan9
        case 0x786F_4256: self = .vboxsf
        case 0xBACB_ACBC: self = .vmhgfs
        default: return nil
        }
    }
}

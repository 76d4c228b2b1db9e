/// One thing that a quantifier can follow.
struct OutlineAtom {
    var piece: OutlinePiece
    var isGroup = false
    /// Takes no byte, so that what stands before and behind it is adjacent in the line.
    var isZeroWidth = false

    static let oneOfMany = OutlineAtom(piece: OutlinePiece(canBeEmpty: false))
    static let zeroWidth = OutlineAtom(piece: OutlinePiece(), isZeroWidth: true)

    static func literal(_ bytes: [UInt8]) -> OutlineAtom {
        OutlineAtom(piece: OutlinePiece(required: [bytes], exact: bytes, canBeEmpty: false))
    }
}

struct OutlineRepetition {
    var isQuantified = false
    var minimum = 1
    var isUnbounded = false
    var isPossessive = false
}

/// Joins the atoms of one alternative and keeps the rarest byte string that it must contain.
struct SequenceOutline {
    /// Bytes that stand in the line side by side, up to the present atom.
    private var run: [UInt8] = []
    private var best: [[UInt8]]?
    private var isExact = true
    private var canBeEmpty = true
    private var unbounded = 0
    private var isMandatoryBesideUnbounded = false

    mutating func append(_ atom: OutlineAtom, _ repetition: OutlineRepetition) {
        noteWidth(atom, repetition)
        if atom.isZeroWidth {
            isExact = false
            return
        }
        if let exact = atom.piece.exact, repetition.minimum >= 1 {
            run += exact
            guard repetition.isQuantified else { return }
            // Whatever the count, the last repetition stands before what follows.
            closeRun()
            run = exact
        } else {
            closeRun()
            if repetition.minimum >= 1, let required = atom.piece.required { offer(required) }
        }
        isExact = false
    }

    func finished() -> OutlinePiece {
        var whole = self
        whole.closeRun()
        return OutlinePiece(
            required: whole.best,
            exact: isExact && !run.isEmpty ? run : nil,
            canBeEmpty: canBeEmpty,
            isLoose: unbounded > 0 && !isMandatoryBesideUnbounded)
    }

    /// `(\w+,)*` is harmless: the comma tells where each round ends; `(\w+\s?)*` is not.
    private mutating func noteWidth(_ atom: OutlineAtom, _ repetition: OutlineRepetition) {
        let isOptional = atom.piece.canBeEmpty || repetition.minimum == 0
        if repetition.isUnbounded && !repetition.isPossessive || atom.piece.isLoose {
            unbounded += 1
        } else if !isOptional {
            isMandatoryBesideUnbounded = true
        }
        if !isOptional { canBeEmpty = false }
    }

    private mutating func closeRun() {
        if !run.isEmpty { offer([run]) }
        run = []
    }

    private mutating func offer(_ literals: [[UInt8]]) {
        guard !literals.isEmpty, literals.allSatisfy({ !$0.isEmpty }) else { return }
        if score(literals) > best.map(score) ?? 0 { best = literals }
    }

    private func score(_ literals: [[UInt8]]) -> Int {
        literals.map(PatternOutline.rarity).min() ?? 0
    }
}

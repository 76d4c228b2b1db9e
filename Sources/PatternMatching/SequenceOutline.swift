/// One thing that a quantifier can follow.
struct OutlineAtom {
    var piece: OutlinePiece
    var isGroup = false
    /// Takes no byte, so that what stands before and behind it is adjacent in the line.
    var isZeroWidth = false

    static let oneOfMany = OutlineAtom(piece: OutlinePiece(canBeEmpty: false))
    static let zeroWidth = OutlineAtom(piece: OutlinePiece(), isZeroWidth: true)

    static func oneOf(_ literals: [RequiredLiteral]) -> OutlineAtom {
        OutlineAtom(piece: OutlinePiece(required: [literals], exact: literals, canBeEmpty: false))
    }
}

struct OutlineRepetition {
    var isQuantified = false
    var minimum = 1
    var isUnbounded = false
    var isPossessive = false
}

/// Joins the atoms of one alternative and keeps the byte strings that it must contain.
struct SequenceOutline {
    /// What may stand in the line side by side, up to the present atom: one of these strings.
    private var run: [RequiredLiteral] = []
    private var sets: [[RequiredLiteral]] = []
    private var isExact = true
    private var canBeEmpty = true
    private var unbounded = 0
    private var isMandatoryBesideUnbounded = false

    mutating func append(_ atom: OutlineAtom, _ repetition: OutlineRepetition) {
        noteWidth(atom, repetition)
        if atom.isZeroWidth {
            isExact = false
            // An assertion must hold, so what it looks at is in the line too, though not at this place.
            if repetition.minimum >= 1 { sets += atom.piece.required }
            return
        }
        if let exact = atom.piece.exact, repetition.minimum >= 1 {
            extendRun(by: exact)
            guard repetition.isQuantified else { return }
            // Whatever the count, the last repetition stands before what follows.
            closeRun()
            run = exact
        } else {
            closeRun()
            if repetition.minimum >= 1 { sets += atom.piece.required }
        }
        isExact = false
    }

    func finished() -> OutlinePiece {
        var whole = self
        whole.closeRun()
        return OutlinePiece(
            required: PatternOutline.best(of: whole.sets),
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

    /// Each string before with each of these behind it, unless these are too many or mix what case means.
    private mutating func extendRun(by exact: [RequiredLiteral]) {
        guard !run.isEmpty else {
            run = exact
            return
        }
        let fits =
            run.count * exact.count <= PatternOutline.maxAlternatives
            && run.allSatisfy { left in exact.allSatisfy { left.joins($0) } }
        guard fits else {
            closeRun()
            run = exact
            isExact = false
            return
        }
        run = run.flatMap { left in exact.map { left + $0 } }
    }

    private mutating func closeRun() {
        if !run.isEmpty { sets.append(run) }
        run = []
    }
}

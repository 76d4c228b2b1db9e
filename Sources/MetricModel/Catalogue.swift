/// Every family the program itself exports; user rules add theirs to the registry beside them.
package enum Catalogue {
    package static let families: [MetricDescriptor] =
        (teamFamilies + agentFamilies + messageFamilies + taskFamilies + transcriptFamilies + processFamilies
        + cgroupFamilies + hostFamilies + dashboardFamilies + logFamilies + errorShapeFamilies
        + archiveFamilies + backupFamilies + textfileFamilies
        + exporterFamilies + remoteWriteFamilies + webFamilies).sorted {
            $0.name < $1.name
        }
}
